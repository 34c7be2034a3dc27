// With JavaScript nothing is loaded anew.

import type { Page } from '@playwright/test';
import { expect, test } from '../../fixtures/test.ts';

test('adding stays on the page and follows the choice', async ({ product, cart, header, page }) => {
  let loaded = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loaded += 1;
  });
  await product.open(100101);
  await header.islandsAreAwake();
  await product.value('存储容量', '512GB').click();
  await expect(page).toHaveURL(product.address(100102));
  await product.add.click();
  await expect(product.added).toBeVisible();
  await expect(cart.link).toHaveAccessibleName('购物车 1');
  expect(loaded).toBe(1);
  await cart.open();
  await expect(cart.line(100102).whole).toBeVisible();
});

test('the cart changes in place, and the focus stays where it was', async ({ product, cart, page }) => {
  await product.open(100101);
  await product.add.click();
  await expect(product.added).toBeVisible();
  await cart.open();
  let loaded = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loaded += 1;
  });
  const line = cart.line(100101);
  // As fast as one can: every click counts.
  for (let click = 0; click < 5; click += 1) await line.more.click();
  await expect(cart.total).toContainText('已选 6 件');
  await expect(line.more).toBeFocused();
  await expect(cart.link).toHaveAccessibleName('购物车 6');
  await line.quantity.fill('2');
  await line.quantity.blur();
  await expect(cart.total).toContainText('已选 2 件');
  expect(loaded).toBe(0);
});

test('another device’s number is asked for once', async ({ product, cart, visitor, ownMember, context, page, front }) => {
  await visitor.isLoggedInAs(ownMember);
  await product.open(100101);
  await product.add.click();
  await expect(product.added).toBeVisible();
  // What another device knows.
  await context.clearCookies({ name: 'cfmall-cart-pieces' });
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/mall/cart')) asked += 1;
  });
  await front.open();
  await expect(cart.link).toHaveAccessibleName('购物车 1');
  await front.open();
  await expect(cart.link).toHaveAccessibleName('购物车 1');
  expect(asked).toBe(1);
});

test.describe('while an answer is on its way', () => {
  /** Keeps the answers to what scripts of the page ask, until they are let go. */
  async function held(page: Page): Promise<() => Promise<void>> {
    await page.evaluate(() => {
      const { fetch } = globalThis;
      const gone = new Promise<void>((resolve) => {
        Object.assign(globalThis, { letGo: resolve });
      });
      globalThis.fetch = async (...asked) => {
        const answer = await fetch(...asked);
        await gone;
        return answer;
      };
    });
    return () => page.evaluate(() => (globalThis as unknown as { letGo: () => void }).letGo());
  }

  test.beforeEach(async ({ product, cart }) => {
    for (const sku of [100101, 100201]) {
      await product.open(sku);
      await product.add.click();
      await expect(product.added).toBeVisible();
    }
    await cart.open();
  });

  test('what is being typed into another line stays', async ({ cart, page }) => {
    const letGo = await held(page);
    await cart.line(100201).more.click();
    const { quantity } = cart.line(100101);
    await quantity.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('12');
    await letGo();
    await expect(cart.total).toContainText('已选 3 件');
    await expect(quantity).toHaveValue('12');
    await expect(quantity).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(cart.total).toContainText('已选 14 件');
  });

  test('a button that is pressed down is still the same button when it is let up', async ({ cart, page }) => {
    const letGo = await held(page);
    await cart.line(100201).more.click();
    await cart.line(100101).more.hover();
    await page.mouse.down();
    await letGo();
    await expect(cart.total).toContainText('已选 3 件');
    await page.mouse.up();
    await expect(cart.total).toContainText('已选 4 件');
    await expect(cart.line(100101).quantity).toHaveValue('2');
  });

  test('every one of several clicks counts, and the number never jumps back', async ({ cart, page }) => {
    const letGo = await held(page);
    const { more, quantity } = cart.line(100101);
    const seen: string[] = [];
    await page.exposeFunction('sees', (value: string) => seen.push(value));
    await quantity.evaluate((input: HTMLInputElement) => {
      const sees = (globalThis as unknown as { sees: (value: string) => void }).sees;
      new MutationObserver(() => sees(input.value)).observe(input, { attributes: true });
    });
    for (let click = 0; click < 3; click += 1) await more.click();
    await expect(quantity).toHaveValue('4');
    await letGo();
    await expect(cart.total).toContainText('已选 5 件');
    await expect(quantity).toHaveValue('4');
    expect(seen.map(Number)).toEqual([...seen.map(Number)].sort((a, b) => a - b));
  });

  test('the keyboard goes from button to button', async ({ cart, page }) => {
    const letGo = await held(page);
    const line = cart.line(100101);
    await line.more.focus();
    await page.keyboard.press('Enter');
    await line.remove.focus();
    await letGo();
    await expect(cart.total).toContainText('已选 3 件');
    await expect(line.remove).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(cart.undo).toBeFocused();
    await expect(line.whole).toBeHidden();
  });
});
