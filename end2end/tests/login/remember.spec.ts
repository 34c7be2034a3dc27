import { sessionCookie } from '../../deployments/deployment.ts';
import { DEMO_PASSWORD, zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

const DAY = 24 * 3_600;

test('a login ends with the browser, unless one asks to be remembered', async ({ login, header, context, deployment }) => {
  const { name } = sessionCookie(deployment);
  const expires = async () => (await context.cookies()).find((cookie) => cookie.name === name)?.expires ?? 0;
  await login.open();
  await expect(login.remember).not.toBeChecked();
  await expect(login.remember).toHaveAccessibleDescription(/只在自己的设备上勾选/);
  await login.logInAs(zhangsan);
  await expect(header.member(zhangsan.nickname)).toBeVisible();
  expect(await expires(), 'ends with the browser').toBe(-1);

  await header.logoutButton.click();
  await login.open();
  await login.remember.check();
  await login.logIn(zhangsan.userName, 'wrong');
  await expect(login.remember, 'what was ticked stays ticked').toBeChecked();
  await login.logIn(zhangsan.userName, DEMO_PASSWORD);
  await expect(header.member(zhangsan.nickname)).toBeVisible();
  const days = ((await expires()) - Date.now() / 1_000) / DAY;
  expect(days).toBeGreaterThan(29);
  expect(days).toBeLessThanOrEqual(30);
});

test('a disabled account is told so, after the right password only', async ({ login, ownMember }) => {
  await ownMember.disable();
  await login.open();
  await login.logIn(ownMember.userName, 'wrong');
  await expect(login.error).toHaveText('用户名或密码不正确，请再试一次。');
  await login.logInAs(ownMember);
  await expect(login.error).toContainText('这个账户已被停用');
});
