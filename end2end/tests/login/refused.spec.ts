import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

const WRONG = '用户名或密码不正确，请再试一次。';
const INCOMPLETE = '请填写用户名（或手机号、电子邮箱）和密码。';

test('a wrong password: said, announced, and nothing typed is lost but the password', async ({ login, header, page }) => {
  await login.open();
  await login.logIn(zhangsan.userName, 'not the password');

  await expect(login.error).toHaveText(WRONG);
  await expect(login.account).toHaveValue(zhangsan.userName);
  await expect(login.password).toHaveValue('');
  await expect(login.account, 'the field says what is wrong').toHaveAccessibleDescription(WRONG);
  await expect(header.loginLink).toBeVisible();
  await expect(page, 'the first thing a screen reader says').toHaveTitle(/^出错了/);
  await expect(login.password).toBeFocused();
  await expect(login.account).toHaveAttribute('aria-invalid', 'true');
  await expect(login.password).toHaveAttribute('aria-invalid', 'true');
  await expect(login.password).toHaveAccessibleDescription(WRONG);

  await page.reload();
  await expect(login.heading).toBeVisible();
  await expect(login.error, 'said once').toHaveCount(0);
});

test('an unknown account is told the same as a wrong password', async ({ login }) => {
  await login.open();
  await login.logIn('nobody-of-that-name', 'cfmall-demo');
  await expect(login.error).toHaveText(WRONG);
  await expect(login.account).toHaveValue('nobody-of-that-name');
});

test('after a wrong password the right one leads to where one wanted to be', async ({ login, product, header, page }) => {
  await login.open(product.address(100101));
  await login.logIn(zhangsan.userName, 'wrong');
  await expect(login.error).toBeVisible();
  await login.logInAs(zhangsan);
  await expect(page).toHaveURL(product.address(100101));
  await expect(header.member(zhangsan.nickname)).toBeVisible();
});

test('blanks are not an account', async ({ login }) => {
  await login.open();
  await login.logIn('   ', 'cfmall-demo');
  await expect(login.error).toHaveText(INCOMPLETE);
});

test('the browser asks for a field that was left empty', async ({ login, page }) => {
  await login.open();
  const address = page.url();
  await login.account.fill(zhangsan.userName);
  await login.submit.click();
  await expect(login.password).toBeFocused();
  await expect(page).toHaveURL(address);
  await expect(login.error).toHaveCount(0);
});

test('an odd account comes back into the field as it was typed', async ({ login }) => {
  await login.open();
  for (const account of ['<b>王五</b> & "🐼"', `' or 1=1 --`, 'ليلى', '张三'.repeat(60)]) {
    await login.logIn(account, 'x');
    await expect(login.account).toHaveValue(account);
    await expect(login.error).toHaveText(WRONG);
  }
});
