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
  /** Keeps the answers to what scripts of the page ask, until they are let go. The first question may get lost. */
  async function held(page: Page, { firstIsLost = false } = {}): Promise<() => Promise<void>> {
    await page.evaluate((firstIsLost) => {
      const { fetch } = globalThis;
      let isLost = firstIsLost;
      const gone = new Promise<void>((resolve) => {
        Object.assign(globalThis, { letGo: resolve });
      });
      globalThis.fetch = async (...asked) => {
        const answer = isLost ? undefined : await fetch(...asked);
        isLost = false;
        await gone;
        if (!answer) throw new TypeError('lost');
        return answer;
      };
    }, firstIsLost);
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

  test('what is being typed into another line stays', async ({ cart, keyboard, page }) => {
    const letGo = await held(page);
    await cart.line(100201).more.click();
    const { quantity } = cart.line(100101);
    await keyboard.focus(quantity);
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type('12');
    await letGo();
    await expect(cart.total).toContainText('已选 3 件');
    await expect(quantity).toHaveValue('12');
    await expect(quantity).toBeFocused();
    await keyboard.press('Enter');
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
    for (let click = 0; click < 3; click += 1) await more.click();
    await expect(quantity).toHaveValue('4');
    const seen = await quantity.evaluateHandle(({ id }) => {
      const values: string[] = [];
      new MutationObserver(() => values.push((document.getElementById(id) as HTMLInputElement).value)).observe(
        document.getElementById('cart-content') as HTMLElement,
        { attributes: true, characterData: true, childList: true, subtree: true },
      );
      return values;
    });
    await letGo();
    await expect(cart.total).toContainText('已选 5 件');
    await expect(quantity).toHaveValue('4');
    expect(new Set(await seen.jsonValue())).toEqual(new Set(['4']));
  });

  test('the keyboard goes from button to button', async ({ cart, keyboard, page }) => {
    const letGo = await held(page);
    const line = cart.line(100101);
    await keyboard.focus(line.more);
    await keyboard.press('Enter');
    await keyboard.focus(line.remove);
    await letGo();
    await expect(cart.total).toContainText('已选 3 件');
    await expect(line.remove).toBeFocused();
    await keyboard.press('Enter');
    await expect(cart.undo).toBeFocused();
    await expect(line.whole).toBeHidden();
  });

  test('a message that goes takes nothing else with it', async ({ cart, keyboard, page }) => {
    const line = cart.line(100101);
    await line.set('many');
    await expect(page.getByRole('alert')).toBeVisible();
    const letGo = await held(page);
    await line.tick.click();
    await keyboard.focus(line.remove);
    await letGo();
    await expect(page.getByRole('alert')).toBeHidden();
    await expect(line.remove).toBeFocused();
  });

  test('a refusal is said, although the next click was faster', async ({ cart, page }) => {
    const letGo = await held(page);
    const { quantity } = cart.line(100101);
    await quantity.fill('100');
    await cart.line(100201).more.click();
    await letGo();
    await expect(cart.total).toContainText('已选 3 件');
    await expect(page.getByRole('alert')).toHaveText('数量请填写 1 到 99 的整数。');
    await expect(quantity).toHaveValue('100');
    await expect(cart.line(100201).quantity).toHaveValue('2');
  });

  test('after an answer that got lost the rest is sent, and the page says what is true', async ({ cart, page }) => {
    const letGo = await held(page, { firstIsLost: true });
    const { more, quantity } = cart.line(100101);
    for (let click = 0; click < 3; click += 1) await more.click();
    await letGo();
    await expect(cart.total).toContainText('已选 5 件');
    await expect(quantity).toHaveValue('4');
  });
});

test('what is typed is refused or taken as without JavaScript, and sent once', async ({ product, cart, page }) => {
  await product.open(100101);
  await product.add.click();
  await expect(product.added).toBeVisible();
  await cart.open();
  const sent: (string | null)[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(new URLSearchParams(request.postData() ?? '').get('quantity'));
  });
  const line = cart.line(100101);
  const { quantity, tick } = line;
  for (const typed of ['1e1', '0x10', '0b11', '+6', '2.0']) {
    await line.set(typed);
    await expect(quantity, typed).toHaveAttribute('aria-invalid', 'true');
    await expect(quantity, typed).toHaveValue(typed);
    await expect(cart.total).toContainText('已选 1 件');
    // The next refusal is seen to be another one.
    await tick.click();
    await expect(quantity).toHaveValue('1');
    await tick.click();
    await expect(cart.total).toContainText('已选 1 件');
  }
  await line.set('１２');
  await expect(cart.total).toContainText('已选 12 件');
  await expect(quantity).toHaveValue('12');
  expect(sent.filter(Boolean)).toEqual(['1e1', '0x10', '0b11', '+6', '2.0', '１２']);
});

test('one less than one is not asked for, however fast', async ({ product, cart, page }) => {
  await product.open(100101);
  await product.quantity.fill('3');
  await product.add.click();
  await expect(product.added).toBeVisible();
  await cart.open();
  await cart.line(100101).less.evaluate((button: HTMLElement) => {
    for (let click = 0; click < 5; click += 1) button.click();
  });
  await expect(cart.total).toContainText('已选 1 件');
  await expect(cart.line(100101).less).toBeDisabled();
  await expect(page.getByRole('alert')).toBeHidden();
});

test.describe('while the shop does not answer', () => {
  const FAILED = '刚才的改动可能没有保存，请再试一次。';

  test.beforeEach(async ({ product, cart }) => {
    await product.open(100101);
    await product.add.click();
    await expect(product.added).toBeVisible();
    await cart.open();
  });

  /** Nobody answers forms with this address, or only that it cannot be done now, until they are answered again. */
  async function unanswered(page: Page, action: string, how: 'unavailable' | 'away'): Promise<() => Promise<void>> {
    await page.evaluate(
      ({ action, how }) => {
        const { fetch } = globalThis;
        globalThis.fetch = async (...asked) => {
          if (!String(asked[0]).endsWith(action)) return fetch(...asked);
          if (how === 'away') throw new TypeError('away');
          return new Response('<html></html>', { status: 503 });
        };
        Object.assign(globalThis, { answerAgain: () => Object.assign(globalThis, { fetch }) });
      },
      { action, how },
    );
    return () => page.evaluate(() => (globalThis as unknown as { answerAgain: () => void }).answerAgain());
  }

  for (const how of ['unavailable', 'away'] as const) {
    test(`what was typed stays and is said to be unsaved: ${how}`, async ({ cart, keyboard, page }) => {
      const answerAgain = await unanswered(page, '/cart/set', how);
      const { quantity, tick } = cart.line(100101);
      await cart.line(100101).set('7');
      const alert = page.getByRole('alert');
      await expect(alert).toHaveText(FAILED);
      await expect(quantity).toHaveValue('7');
      // Other changes are made, and do not take the message away.
      await tick.click();
      await expect(cart.total).toContainText('已选 0 件');
      await expect(alert).toHaveText(FAILED);
      await expect(quantity).toHaveValue('7');
      await answerAgain();
      await tick.click();
      await expect(cart.total).toContainText('已选 1 件');
      await keyboard.focus(quantity);
      await keyboard.press('Enter');
      await expect(cart.total).toContainText('已选 7 件');
      await expect(alert).toBeHidden();
    });
  }

  test('a removal that failed is said, and the next one is made', async ({ cart, page }) => {
    const answerAgain = await unanswered(page, '/cart/remove', 'away');
    const line = cart.line(100101);
    await line.remove.click();
    await expect(page.getByRole('alert')).toHaveText(FAILED);
    await expect(line.whole).toBeVisible();
    await answerAgain();
    await line.remove.click();
    await expect(cart.undo).toBeVisible();
    await expect(page.getByRole('alert')).toBeHidden();
  });
});

test('who was logged out meanwhile is told so', async ({ product, cart, visitor, ownMember, header, context, page }) => {
  await visitor.isLoggedInAs(ownMember);
  await product.open(100101);
  await product.add.click();
  await expect(product.added).toBeVisible();
  await cart.open();
  await context.clearCookies({ name: /cfmall$/ });
  await cart.line(100101).more.click();
  await expect(page.getByRole('alert')).toContainText('你已经退出登录');
  await expect(page.getByRole('alert').getByRole('link', { name: '去登录' })).toBeVisible();
  await expect(cart.empty).toBeHidden();
  await expect(header.loginLink).toBeVisible();
});

test('the next press of a key does nothing that nobody wanted', async ({ product, cart, keyboard }) => {
  await product.open(100101);
  await product.quantity.fill('2');
  await product.add.click();
  await expect(product.added).toBeVisible();
  await cart.open();
  const line = cart.line(100101);
  await keyboard.focus(line.less);
  await keyboard.press('Enter');
  await expect(cart.total).toContainText('已选 1 件');
  await expect(line.less).toBeDisabled();
  await expect(cart.tickAll).not.toBeFocused();
  await keyboard.focus(line.remove);
  await keyboard.press('Enter');
  await expect(cart.undo).toBeFocused();
  await keyboard.press('Enter');
  await expect(line.whole).toBeVisible();
  await expect(cart.heading).toBeFocused();
});
