// With an account of another provider: to it, back, and what is not taken.

import { randomUUID } from 'node:crypto';
import { DEMO_PASSWORD } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { SocialPages } from '../../pages/social.ts';

/** Somebody whom the provider has never seen, and who could have that user name here. */
const somebody = () => `s${randomUUID().replaceAll('-', '').slice(0, 12)}`;

test('from a product to the provider, an account without a password, and back to the product', async ({
  product,
  header,
  login,
  page,
  deployment,
}) => {
  const social = new SocialPages(page);
  const name = somebody();
  await product.open(100104);
  const from = page.url();
  await header.loginLink.click();
  await expect(login.heading).toBeVisible();
  await social.logIn.click();
  await social.beSomebody(name);
  await expect(social.newAccount).toBeVisible();
  expect(new URL(page.url()).origin).toBe(deployment.auth);
  await expect(social.userName).toHaveValue(name);
  await social.userName.fill('zhangsan');
  await social.register.click();
  await expect(social.error).toBeVisible();
  await expect(social.userName).toHaveValue('zhangsan');
  await social.userName.fill(name);
  await social.register.click();
  await expect(page).toHaveURL(from);
  await expect(header.member(name)).toBeVisible();

  // What is sensitive asks for a login at the provider, since there is no password.
  await page.goto(`${deployment.auth}/account`);
  await social.unlink.click();
  await expect(social.confirm).toBeVisible();
  await social.confirm.click();
  await social.beSomebody(name);
  await expect(page).toHaveURL(`${deployment.auth}/account`);
  await social.unlink.click();
  await expect(page.getByRole('main').getByRole('alert')).toHaveText(/没有它你就无法登录了/);
  await expect(social.unlink).toBeVisible();
});

test('a member links an identity, logs in with it, and an answer that was used logs nobody in again', async ({
  account,
  header,
  login,
  confirm,
  page,
  deployment,
  ownMember,
}) => {
  const social = new SocialPages(page);
  const name = somebody();
  await login.open();
  await login.logInAs(ownMember);
  await expect(header.member(ownMember.nickname)).toBeVisible();
  await ownMember.proofGetsOld();
  await account.open();
  await social.link.click();
  await confirm.confirm(DEMO_PASSWORD);
  await expect(page).toHaveURL(`${deployment.auth}/account`);
  await social.link.click();
  await social.beSomebody(name);
  await expect(account.done).toHaveText('绑定成功，以后可以用它登录。');
  await account.logoutButton.click();
  await expect(header.loginLink).toBeVisible();

  await login.open();
  await social.logIn.click();
  // What the browser is sent back to.
  const back = page.waitForRequest((request) => new URL(request.url()).pathname === '/login/social/demo');
  await social.beSomebody(name);
  await expect(header.member(ownMember.nickname)).toBeVisible();
  const replayed = (await back).url();
  await account.open();
  await account.logoutButton.click();
  await expect(header.loginLink).toBeVisible();
  const response = await page.goto(replayed);
  expect(response?.status()).toBe(400);
  await expect(page.getByRole('heading', { level: 1, name: '这次登录已经用过了' })).toBeVisible();
  await expect(header.loginLink).toBeVisible();
});

test('whoever says no at the provider comes back to a page that says so', async ({ header, login, page }) => {
  const social = new SocialPages(page);
  await login.open();
  await social.logIn.click();
  await social.deny.click();
  await expect(page.getByRole('heading', { level: 1, name: '你没有同意登录' })).toBeVisible();
  await expect(header.loginLink).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: '登录', exact: true }).click();
  await expect(login.heading).toBeVisible();
});
