// A forgotten password is no reason to lose the account, nor the page one was on.

import { expect, test } from '../../fixtures/test.ts';
import { Visitor } from '../../fixtures/visitor.ts';
import { ForgotPage } from '../../pages/forgot.ts';
import { Header } from '../../pages/header.ts';
import { codeIn } from '../../pages/mailbox.ts';

const PASSWORD = 'noodles at midnight';

test('from a product by way of the phone to a new password and back, and everybody else is logged out', async ({
  product,
  header,
  login,
  page,
  browser,
  deployment,
  ownMember,
}) => {
  const forgot = new ForgotPage(page, deployment);
  const elsewhere = await browser.newContext({ locale: 'zh-CN' });
  await new Visitor(elsewhere, deployment).isLoggedInAs(ownMember);
  const other = await elsewhere.newPage();
  await other.goto(deployment.mall);
  await expect(new Header(other).member(ownMember.nickname)).toBeVisible();

  await product.open(100104);
  const from = page.url();
  await header.loginLink.click();
  await login.forgot.click();
  await expect(forgot.heading).toBeVisible();
  expect(new URL(page.url()).origin).toBe(deployment.auth);
  await forgot.askForCode(ownMember.phone);
  await expect(forgot.wait).toBeVisible();
  await page.reload();
  await expect(forgot.wait, 'the wait outlives a reload').toBeVisible();

  const code = codeIn(await forgot.message(ownMember.groupedPhone));
  await forgot.fill(code, '12345678');
  await forgot.submit.click();
  await expect(forgot.errors).toHaveText([/这个密码太常见/]);
  await expect(forgot.password).toHaveValue('');
  await forgot.fill(code, PASSWORD);
  await forgot.submit.click();

  await expect(login.done).toHaveText(/请用新密码登录/);
  await expect(login.account).toHaveValue(ownMember.groupedPhone);
  await other.reload();
  await expect(new Header(other).loginLink, 'logged out with the next request').toBeVisible();
  await elsewhere.close();
  expect(await forgot.message(ownMember.groupedPhone)).toContain('刚刚设置了新密码');

  await login.password.fill(PASSWORD);
  await login.submit.click();
  await expect(page).toHaveURL(from);
  await expect(header.member(ownMember.nickname)).toBeVisible();
});
