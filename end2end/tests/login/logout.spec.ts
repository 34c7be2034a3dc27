import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { ask } from '../../wire/client.ts';
import { logIn, pair } from '../../wire/log-in.ts';

test('log out on the mall: a guest there and at auth, and one stays on the page', async ({
  visitor,
  product,
  header,
  account,
  login,
  page,
}) => {
  await visitor.isLoggedInAs(zhangsan);
  await product.open(100102);
  await header.logoutButton.click();
  await expect(header.loginLink).toBeVisible();
  await expect(header.member(zhangsan.nickname)).toHaveCount(0);
  await expect(page).toHaveURL(product.address(100102));

  await account.open();
  await expect(login.heading, 'auth asks who one is').toBeVisible();
});

test('log out at auth: a guest there and on the mall', async ({ visitor, account, header, front }) => {
  await visitor.isLoggedInAs(zhangsan);
  await account.open();
  await account.logoutButton.click();
  await expect(front.banner).toBeVisible();
  await expect(header.loginLink).toBeVisible();
});

test('in the header of auth one can log out as well', async ({ visitor, account, header, login }) => {
  await visitor.isLoggedInAs(zhangsan);
  await account.open();
  await header.logoutButton.click();
  // The account is for members: one is asked to log in again.
  await expect(login.heading).toBeVisible();
  await expect(header.loginLink).toBeVisible();
});

test('logging out ends the session itself, not only the browser’s memory of it', async ({
  visitor,
  front,
  header,
  deployment,
}) => {
  const cookie = await visitor.isLoggedInAs(zhangsan);
  const asked = () => ask(`${deployment.mall}/api/session/viewer`, { cookie: pair(cookie) });
  expect(JSON.parse((await asked()).text)).toMatchObject({ state: 'member', nickname: zhangsan.nickname });

  await front.open();
  await header.logoutButton.click();
  await expect(header.loginLink).toBeVisible();
  expect(await visitor.cookie(cookie.name)).toBeUndefined();
  expect(JSON.parse((await asked()).text)).toEqual({ state: 'guest' });
});

test('another session of the same member lives on', async ({ visitor, front, header, deployment }) => {
  const elsewhere = await logIn(deployment, zhangsan);
  await visitor.isLoggedInAs(zhangsan);
  await front.open();
  await header.logoutButton.click();
  await expect(header.loginLink).toBeVisible();
  const viewer = await ask(`${deployment.mall}/api/session/viewer`, { cookie: pair(elsewhere) });
  expect(JSON.parse(viewer.text)).toMatchObject({ state: 'member' });
});
