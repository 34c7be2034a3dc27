// Without a password: from the page one was on to the phone and back, cart and all.

import { expect, test } from '../../fixtures/test.ts';
import { CodeLoginPage } from '../../pages/code-login.ts';

test('from a product by way of the phone to the nickname and back, and what is sensitive asks for the password', async ({
  product,
  cart,
  header,
  confirm,
  login,
  page,
  deployment,
  ownMember,
}) => {
  const codeLogin = new CodeLoginPage(page, deployment);
  await product.open(100104);
  await product.add.click();
  await expect(product.added).toBeVisible();
  const from = page.url();
  await header.loginLink.click();
  await login.byCode.click();
  await expect(codeLogin.heading).toBeVisible();
  expect(new URL(page.url()).origin).toBe(deployment.auth);
  await codeLogin.askForCode(ownMember.phone);
  await expect(codeLogin.wait).toBeVisible();
  await page.reload();
  await expect(codeLogin.wait, 'the wait outlives a reload').toBeVisible();

  await codeLogin.remember.check();
  await codeLogin.code.fill('12345');
  await codeLogin.submit.click();
  await expect(codeLogin.errors).toHaveText(['验证码是六位数字。']);
  await expect(codeLogin.code).toHaveValue('');
  await expect(codeLogin.remember).toBeChecked();
  await codeLogin.code.fill(await codeLogin.codeTo(ownMember.groupedPhone));
  await codeLogin.submit.click();
  await expect(page).toHaveURL(from);
  await expect(header.member(ownMember.nickname)).toBeVisible();
  await expect(cart.link).toHaveAccessibleName('购物车 1');

  await page.goto(`${deployment.auth}/account/email`);
  await page.getByRole('main').getByLabel('电子邮箱', { exact: true }).fill('li.lei@example.com');
  await codeLogin.send.click();
  await expect(confirm.heading).toBeVisible();
});
