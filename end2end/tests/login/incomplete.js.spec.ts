import { expect, test } from '../../fixtures/test.ts';

test('a form without the browser’s own checks is refused by the server, and says so', async ({ login, page }) => {
  await login.open();
  const form = page.getByRole('main').locator('form').filter({ has: login.account });
  await form.evaluate((form: HTMLFormElement) => (form.noValidate = true));
  await login.submit.click();
  await expect(login.error).toHaveText('请填写用户名（或手机号、电子邮箱）和密码。');
});
