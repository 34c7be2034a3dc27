import { DEMO_PASSWORD } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { ask } from '../../wire/client.ts';
import { logIn, pair } from '../../wire/log-in.ts';

const NEW = '一个全新的密码 🗝';

test('with a new password one stays logged in, and everybody else is out', async ({
  visitor,
  account,
  header,
  login,
  deployment,
  ownMember,
}) => {
  const elsewhere = pair(await logIn(deployment, ownMember));
  await visitor.isLoggedInAs(ownMember);
  await account.open();
  await account.setPassword(DEMO_PASSWORD, NEW);
  await expect(account.done).toHaveText('密码已经修改，并结束了其他 1 处登录。');
  await expect(header.member(ownMember.nickname)).toBeVisible();
  for (const origin of [deployment.mall, deployment.auth]) {
    const viewer = await ask(`${origin}/api/session/viewer`, { cookie: elsewhere });
    expect(JSON.parse(viewer.text), origin).toEqual({ state: 'guest' });
  }

  await header.logoutButton.click();
  await login.logIn(ownMember.userName, DEMO_PASSWORD);
  await expect(login.error).toBeVisible();
  await login.logIn(ownMember.userName, NEW);
  await expect(header.member(ownMember.nickname)).toBeVisible();
});

test('whoever does not know the current one changes nothing', async ({ visitor, account, header, ownMember }) => {
  await visitor.isLoggedInAs(ownMember);
  await account.open();
  await account.setPassword('not the password', NEW);
  await expect(account.error).toHaveText('当前密码不正确，什么也没有改变。');
  await expect(account.currentPassword).toHaveValue('');
  await expect(account.currentPassword).toHaveAccessibleDescription('当前密码不正确，什么也没有改变。');
  await expect(header.member(ownMember.nickname)).toBeVisible();
});
