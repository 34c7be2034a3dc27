import { expect, test } from '../../fixtures/test.ts';

test('a form without the browser’s own checks is refused by the server, and says so', async ({ login }) => {
  await login.open();
  await login.submit.evaluate((button: HTMLButtonElement) => (button.form!.noValidate = true));
  await login.submit.click();
  await expect(login.error).toHaveText('请填写用户名（或手机号、电子邮箱）和密码。');
});
