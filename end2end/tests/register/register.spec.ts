// A guest becomes a member without losing anything: not the page, not the cart.

import { randomInt } from 'node:crypto';
import { expect, test } from '../../fixtures/test.ts';
import { codeIn } from '../../pages/mailbox.ts';
import { RegisterPage } from '../../pages/register.ts';

const PASSWORD = 'noodles at midnight';

/** A phone that no other test has, in the groups in which people read it. */
function somePhone(): string {
  const digits = `139${String(randomInt(100_000_000)).padStart(8, '0')}`;
  return `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`;
}

test('from a product to a new account and back, with the nickname and the cart', async ({
  product,
  cart,
  header,
  login,
  page,
  deployment,
}) => {
  const register = new RegisterPage(page, deployment);
  const [phone, userName] = [somePhone(), `u${randomInt(1e12)}`];
  await product.open(100104);
  await product.add.click();
  await expect(product.added).toBeVisible();
  const from = page.url();

  await header.loginLink.click();
  await page.getByRole('main').getByRole('link', { name: '注册', exact: true }).click();
  await expect(register.heading).toBeVisible();
  expect(new URL(page.url()).origin).toBe(deployment.auth);
  await register.askForCode(phone);
  await expect(register.wait).toBeVisible();
  await page.reload();
  await expect(register.wait, 'the wait outlives a reload').toBeVisible();

  const message = await register.message(phone);
  const code = codeIn(message);
  await register.fill(code, userName, '12345678');
  await register.submit.click();
  await expect(register.errors).toHaveText([/这个密码太常见/]);
  await expect(register.userName).toHaveValue(userName);
  await expect(register.password).toHaveValue('');

  await register.fill(code, userName, PASSWORD);
  await register.submit.click();
  await expect(page).toHaveURL(from);
  await expect(header.member(userName)).toBeVisible();
  await expect(cart.link).toHaveAccessibleName('购物车 1');
  await cart.open();
  await expect(cart.line(100104).quantity).toHaveValue('1');
  await expect(header.member(userName)).toBeVisible();

  await header.logoutButton.click();
  await login.open();
  await login.logIn(phone, PASSWORD);
  await expect(header.member(userName), 'the phone names the account, too').toBeVisible();
});

test('the header leads to the form, and the form to the login, without losing the page', async ({
  product,
  header,
  login,
  page,
  deployment,
}) => {
  const register = new RegisterPage(page, deployment);
  await product.open(100102);
  await header.registerLink.click();
  await expect(register.heading).toBeVisible();
  await register.logIn.click();
  await expect(login.heading).toBeVisible();
  expect(new URL(page.url()).searchParams.get('next')).toBe(product.address(100102));
});
