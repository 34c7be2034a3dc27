import { expect, test } from '../../fixtures/test.ts';
import { expectNothingSticksOut } from '../../fixtures/width.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

test('one’s orders are a tap away', async ({ front, header, visitor, ownMember, page, deployment }) => {
  await visitor.isLoggedInAs(ownMember);
  await front.open();
  await header.orders.tap();
  await expect(page).toHaveURL(`${deployment.mall}/orders`);
});

test('one finds, looks and logs in', async ({ front, header, search, product, login, page }) => {
  await front.open();
  await header.search('北辰 X1 智能');
  await search.cards.named('北辰 X1 智能手机').tap();
  await product.value('存储容量', '512GB').tap();
  await expect(product.price).toContainText('¥4,599.00');
  await page.reload();
  await header.loginLink.tap();
  await login.logIn('lisi', 'cfmall-demo');
  await expect(header.member('李四')).toBeVisible();
  await expect(page).toHaveURL(product.address(100102));
});

test('a number with three characters at the cart stays on the page', async ({ product, cart, page }) => {
  for (const sku of [100101, 100201]) {
    await product.open(sku);
    await product.quantity.fill('60');
    await product.add.click();
    await expect(page.getByRole('status').getByRole('link')).toBeVisible();
  }
  await cart.open();
  await expect(cart.link).toHaveAccessibleName('购物车 99+');
  await expectNothingSticksOut(page, [390, 360, 320]);
});
