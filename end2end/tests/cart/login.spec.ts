// The cart is the lesson's witness: filled as a guest at the mall, logged in at auth, still there, once.

import { DEMO_PASSWORD } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test('a guest fills a cart, logs in at auth and finds it, once', async ({
  product,
  cart,
  login,
  header,
  account,
  ownMember,
  page,
  deployment,
}) => {
  await product.open(100101);
  await product.quantity.fill('2');
  await product.add.click();
  await expect(product.added).toContainText('2 件');
  await product.open(100201);
  await product.add.click();
  await expect(product.added).toContainText('1 件');

  await cart.open();
  await expect(cart.lines).toHaveCount(2);
  await cart.logIn.click();
  await expect(page).toHaveURL(new RegExp(`^${deployment.auth}/login`));
  await expect(cart.link, 'also at auth').toHaveAccessibleName('购物车 3');
  await login.logIn(ownMember.userName, DEMO_PASSWORD);

  await expect(page).toHaveURL(cart.address);
  await expect(header.member(ownMember.nickname)).toBeVisible();
  await expect(page.getByText('登录前选的 2 种商品已放进你的购物车')).toBeVisible();
  await expect(cart.line(100101).quantity).toHaveValue('2');
  await expect(cart.line(100201).quantity).toHaveValue('1');

  await page.reload();
  await expect(cart.lines).toHaveCount(2);
  await expect(cart.line(100101).quantity, 'once, not twice').toHaveValue('2');
  await account.open();
  await expect(cart.link).toHaveAccessibleName('购物车 3');

  await header.logoutButton.click();
  await expect(cart.link, 'not the guest’s').toHaveAccessibleName('购物车');
  await cart.open();
  await expect(cart.empty).toBeVisible();
});

test('a cart that was filled on one device is there on the other', async ({ browser, product, cart, visitor, ownMember, deployment }) => {
  await visitor.isLoggedInAs(ownMember);
  await product.open(100102);
  await product.add.click();
  await expect(product.added).toBeVisible();

  const elsewhere = await browser.newContext({ locale: 'zh-CN' });
  const other = await elsewhere.newPage();
  await elsewhere.addCookies(await visitor.context.cookies().then((all) => all.filter(({ name }) => name === deployment.cookie.name)));
  await other.goto(cart.address);
  await expect(other.locator('#line-100102')).toBeVisible();
  await elsewhere.close();
});
