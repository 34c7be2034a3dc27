// From the product to the paid order, across two services.

import { DEMO_PASSWORD } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test('a guest fills a cart, logs in at auth, returns, orders and pays', async ({
  product,
  cart,
  login,
  header,
  buying,
  ownMember,
  page,
  deployment,
}) => {
  const { checkout, address, provider, order } = buying;
  await product.open(100201);
  await product.quantity.fill('2');
  await product.add.click();
  await expect(product.added).toContainText('2 件');
  await cart.open();
  await cart.checkout.click();

  // Who buys says who they are, at the other host, and is back at the very step.
  await expect(page).toHaveURL(new RegExp(`^${deployment.auth}/login`));
  await login.logIn(ownMember.userName, DEMO_PASSWORD);
  await expect(page).toHaveURL(checkout.address);
  await expect(header.member(ownMember.nickname)).toBeVisible();
  await expect(checkout.line('北辰 X1 mini')).toContainText('× 2');
  await expect(checkout.place).toBeDisabled();

  await checkout.newAddress.click();
  await address.fill();
  await address.save.click();
  await expect(page).toHaveURL(/\/checkout\?address=\d+$/);
  await expect(page.getByText('广东省 深圳市 南山区')).toBeVisible();
  await checkout.note.fill('放在门口');
  await checkout.place.click();

  await expect(buying.pay).toBeVisible();
  await expect(cart.link, 'what was ordered is not in the cart any more').toHaveAccessibleName('购物车');
  await buying.pay.click();
  await expect(page).toHaveURL(provider.address);
  await provider.pay.click();

  await expect(page).toHaveURL(order.address);
  await expect(order.said).toHaveText('付款成功，谢谢！');
  await expect(order.state).toContainText('已付款，待发货');
  await page.reload();
  await expect(order.state).toContainText('已付款，待发货');
  await header.orders.click();
  await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: '已付款，待发货' })).toHaveCount(1);
});

test('buying now, changing one’s mind at the provider, and cancelling', async ({ product, buying, visitor, ownMember, page }) => {
  const { checkout, address, provider, order } = buying;
  await visitor.isLoggedInAs(ownMember);
  await product.open(100201);
  await product.buy.click();
  await expect(page).toHaveURL(/\/checkout\?/);
  await checkout.newAddress.click();
  await address.fill();
  await address.save.click();
  await checkout.place.click();
  await buying.pay.click();
  await expect(page).toHaveURL(provider.address);
  await provider.decline.click();
  await expect(page).toHaveURL(order.address);
  await expect(order.said).toContainText('尚未付款');
  await expect(order.state).toContainText('待付款');
  await order.wantsToCancel.click();
  await order.cancel.click();
  await expect(order.said).toContainText('订单已取消');
  await expect(order.state).toContainText('已取消');
  await expect(order.wantsToCancel).toBeHidden();
});

test('an address that cannot be is told field by field, and nothing typed is lost', async ({ buying, visitor, ownMember, page, deployment }) => {
  const { address } = buying;
  await visitor.isLoggedInAs(ownMember);
  await page.goto(`${deployment.mall}/addresses/new`);
  await address.recipient.fill('李雷');
  await address.phone.fill('12345');
  await address.chooseProvince('广东省');
  await expect(address.recipient, 'choosing a province loses nothing').toHaveValue('李雷');
  await address.save.click();
  await expect(address.errors).toHaveCount(3);
  await expect(page).toHaveTitle(/^出错了/);
  await expect(address.recipient).toHaveValue('李雷');
  await expect(address.phone).toHaveValue('12345');
  await expect(address.phone).toHaveAttribute('aria-invalid', 'true');
  await expect(address.province).toHaveValue('44');
  await address.phone.fill('+86 138-0000-0001');
  await address.street.fill('科技园路 1 号');
  await address.district.selectOption('东莞市');
  await address.save.click();
  await expect(page.getByText('地址已保存')).toBeVisible();
  await expect(page.getByText('广东省 东莞市')).toBeVisible();
});
