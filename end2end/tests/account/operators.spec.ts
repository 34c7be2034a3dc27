// Operators at auth: what they do to a member is felt at both services, and said to the member.

import { DEMO_PASSWORD } from '../../fixtures/members.ts';
import { OwnMember } from '../../fixtures/own-member.ts';
import { expect, test } from '../../fixtures/test.ts';
import { Visitor } from '../../fixtures/visitor.ts';
import { Header } from '../../pages/header.ts';
import { LoginPage } from '../../pages/login.ts';
import { OperatorPages } from '../../pages/operators.ts';

test('an operator disables a member with a reason, and enables them', async ({
  account,
  browser,
  confirm,
  deployment,
  error,
  header,
  ownMember,
  page,
  visitor,
}) => {
  const pages = new OperatorPages(page, deployment);
  const operator = await OwnMember.create(deployment);
  const elsewhere = await browser.newContext({ locale: 'zh-CN' });
  await new Visitor(elsewhere, deployment).isLoggedInAs(ownMember);
  const other = await elsewhere.newPage();
  await other.goto(`${deployment.mall}/`);
  await expect(new Header(other).member(ownMember.nickname)).toBeVisible();

  await visitor.isLoggedInAs(operator);
  await pages.open();
  await expect(error.title('这一页灯还没亮'), 'to others there is no such page').toBeVisible();
  await operator.becomesOperator();
  await operator.proofGetsOld();
  await account.open();
  await page.getByRole('main').getByRole('link', { name: '账户管理' }).click();
  await expect(confirm.heading).toBeVisible();
  await confirm.confirm(DEMO_PASSWORD);
  await expect(pages.heading).toBeVisible();

  await pages.search.fill('nobody@example.com');
  await pages.find.click();
  await expect(pages.error).toHaveText('没有找到这样的会员。');
  await expect(pages.search).toHaveValue('nobody@example.com');
  await pages.search.fill(ownMember.phone);
  await pages.find.click();
  await expect(page.getByRole('heading', { level: 1, name: ownMember.nickname })).toBeVisible();
  await expect(page).not.toHaveURL(new RegExp(ownMember.phone));
  await expect(pages.end()).toHaveCount(1);

  const reason = '退款次数异常 <b>🐼</b>';
  await pages.reason.fill(reason);
  await pages.disable.click();
  await expect(pages.done).toHaveText('账户已停用，所有登录已结束。');
  await expect(pages.end()).toHaveCount(0);
  await expect(pages.actions.filter({ hasText: reason })).toContainText(operator.userName);

  await other.getByRole('banner').getByRole('link', { name: '谷粒商城' }).click();
  await expect(new Header(other).loginLink).toBeVisible();
  const login = new LoginPage(other, deployment);
  await login.open();
  await login.logInAs(ownMember);
  await expect(login.error).toContainText('这个账户已被停用');

  await pages.reason.fill('核实无误');
  await pages.enable.click();
  await expect(pages.done).toHaveText('账户已恢复。');
  await login.logInAs(ownMember);
  await expect(new Header(other).member(ownMember.nickname)).toBeVisible();
  await expect(header.member(operator.nickname)).toBeVisible();
  await elsewhere.close();
  await operator.leave();
});

test('an operator ends the logins of a member, who is told by whom', async ({ browser, deployment, ownMember, page, visitor }) => {
  const pages = new OperatorPages(page, deployment);
  const operator = await OwnMember.create(deployment);
  await operator.becomesOperator();
  const elsewhere = await browser.newContext({ locale: 'zh-CN' });
  await new Visitor(elsewhere, deployment).isLoggedInAs(ownMember);
  await new Visitor(elsewhere, deployment).isLoggedInAs(ownMember);
  const other = await elsewhere.newPage();

  await visitor.isLoggedInAs(operator);
  await pages.openMember(ownMember);
  await expect(page.getByRole('heading', { level: 1, name: ownMember.nickname })).toBeVisible();
  await pages.endAll.click();
  await expect(pages.done).toContainText('已结束');
  await expect(pages.end()).toHaveCount(0);
  await expect(pages.activity.filter({ hasText: '商城结束了这处登录' }).first()).toContainText(operator.userName);

  await other.goto(`${deployment.auth}/account`);
  await expect(new LoginPage(other, deployment).heading).toBeVisible();
  await expect(other.getByRole('main')).toContainText('商城');
  await elsewhere.close();
  await operator.leave();
});
