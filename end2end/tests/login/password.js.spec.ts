import { expect, test } from '../../fixtures/test.ts';

test('the password can be looked at before it is sent', async ({ login }) => {
  await login.open();
  await login.password.fill('cfmall-demo');
  await expect(login.password).toHaveAttribute('type', 'password');
  await login.show.click();
  await expect(login.password).toHaveAttribute('type', 'text');
  await expect(login.password).toHaveValue('cfmall-demo');
  await login.hide.click();
  await expect(login.password).toHaveAttribute('type', 'password');
});
