// Back, and a second tab, at every step of buying: one order, paid once.

import { expect, test } from '../../fixtures/test.ts';
import { BuyingPages } from '../../pages/buying.ts';

// What is on the way back is the same wherever it is served.
test.skip(({ deploymentId }) => deploymentId !== 'T1');

test('going back shows the order, and a second tab neither orders nor pays again', async ({
  product,
  cart,
  buying,
  visitor,
  ownMember,
  page,
  deployment,
}) => {
  const { checkout, address, provider, order } = buying;
  await visitor.isLoggedInAs(ownMember);
  await product.open(100201);
  await product.add.click();
  await expect(product.added).toContainText('1 件');
  await checkout.open();
  await checkout.newAddress.click();
  await address.fill();
  await address.save.click();
  await expect(page).toHaveURL(/\/checkout\?address=\d+$/);
  const other = await page.context().newPage();
  const inOther = new BuyingPages(other, deployment);
  await inOther.checkout.open();
  await checkout.place.click();
  await expect(buying.pay).toBeVisible();

  // Back at the checkout: the cart is an order by now.
  await page.goBack();
  await expect(checkout.placed).toBeVisible();
  await expect(checkout.place).toBeHidden();
  await inOther.checkout.place.click();
  await expect(inOther.checkout.placed, 'the other tab finds what the first one has done').toBeVisible();
  await inOther.checkout.placed.click();
  await expect(other).toHaveURL(order.address);
  await inOther.order.toPay.click();
  await expect(inOther.pay).toBeVisible();

  await page.goForward();
  await buying.pay.click();
  await expect(page).toHaveURL(provider.address);
  await provider.pay.click();
  await expect(page).toHaveURL(order.address);
  await expect(order.state).toContainText('已付款，待发货');

  // Back at the provider, and before it: there is nothing left to be paid.
  await page.goBack();
  await expect(page).toHaveURL(provider.address);
  await expect(provider.pay).toBeHidden();
  await page.goBack();
  await expect(page).toHaveURL(/\/orders\/\d{16}\/pay$/);
  await expect(buying.pay).toBeHidden();
  await inOther.pay.click();
  await expect(other).toHaveURL(order.address);
  await expect(inOther.order.said).toContainText('没有需要支付的款项');
  await expect(inOther.order.state).toContainText('已付款，待发货');
  await cart.open();
  await expect(cart.empty).toBeVisible();
});

test('going back after buying now says that it is ordered already', async ({ product, buying, visitor, ownMember, page }) => {
  const { checkout, address, order } = buying;
  await visitor.isLoggedInAs(ownMember);
  await product.open(100201);
  await product.buy.click();
  await checkout.newAddress.click();
  await address.fill();
  await address.save.click();
  await checkout.place.click();
  await expect(buying.pay).toBeVisible();
  await page.goBack();
  await checkout.placed.click();
  await expect(page).toHaveURL(order.address);
  await expect(order.state).toContainText('待付款');
});
