// With JavaScript nothing is loaded anew.

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
