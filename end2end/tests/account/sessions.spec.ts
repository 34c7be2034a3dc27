import { DEMO_PASSWORD } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { Header } from '../../pages/header.ts';
import { Visitor } from '../../fixtures/visitor.ts';

test('one browser ends the other, which is a guest with its next click', async ({
  browser,
  visitor,
  account,
  sessions,
  header,
  deployment,
  ownMember,
}) => {
  const elsewhere = await browser.newContext({ locale: 'zh-CN' });
  await new Visitor(elsewhere, deployment).isLoggedInAs(ownMember);
  const other = await elsewhere.newPage();
  await other.goto(`${deployment.mall}/`);
  await expect(new Header(other).member(ownMember.nickname)).toBeVisible();

  await visitor.isLoggedInAs(ownMember);
  await account.open();
  await account.toSessions.click();
  await expect(sessions.devices).toHaveCount(2);
  await expect(sessions.end(sessions.here), 'here there is "log out"').toHaveCount(0);
  await sessions.end(sessions.elsewhere).click();
  await expect(sessions.done).toHaveText('已结束 1 处登录。');
  await expect(sessions.devices).toHaveCount(1);
  await expect(sessions.endOthers, 'there are no others').toHaveCount(0);
  await expect(header.member(ownMember.nickname)).toBeVisible();

  await other.getByRole('banner').getByRole('link', { name: '谷粒商城' }).click();
  await expect(new Header(other).loginLink).toBeVisible();
  await elsewhere.close();
});

test('when the proof of identity is old, the password is asked for first', async ({
  visitor,
  sessions,
  confirm,
  page,
  ownMember,
}) => {
  await visitor.isLoggedInAs(ownMember);
  await visitor.isLoggedInAs(ownMember);
  await ownMember.proofGetsOld();
  await sessions.open();
  await sessions.endOthers.click();
  await expect(confirm.heading).toBeVisible();
  await confirm.confirm('wrong');
  await expect(confirm.error).toHaveText('密码不正确，请再试一次。');
  await confirm.cancel.click();
  await expect(page).toHaveURL(sessions.address);
  await expect(sessions.devices, 'nothing has happened').toHaveCount(2);

  await sessions.endOthers.click();
  await confirm.confirm(DEMO_PASSWORD);
  await expect(page).toHaveURL(sessions.address);
  await sessions.endOthers.click();
  await expect(sessions.done).toHaveText('已结束 1 处登录。');
  await expect(sessions.devices).toHaveCount(1);
});

test('logged out everywhere, here too', async ({ visitor, sessions, login, header, front, ownMember }) => {
  await visitor.isLoggedInAs(ownMember);
  await visitor.isLoggedInAs(ownMember);
  await sessions.open();
  await sessions.endAll.click();
  await expect(login.done).toHaveText('已在所有设备上退出登录，共结束 2 处登录。');
  await front.open();
  await expect(header.loginLink).toBeVisible();
});

test('a guest is asked to log in and comes back', async ({ sessions, login, page, ownMember }) => {
  await sessions.open();
  await login.logInAs(ownMember);
  await expect(page).toHaveURL(sessions.address);
  await expect(sessions.here).toHaveCount(1);
});
