// Deleting the account: asked for at auth, felt everywhere, kept by a click, and forgotten by both services when its time has come.

import { DEMO_PASSWORD } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { Visitor } from '../../fixtures/visitor.ts';
import { DeletionPages } from '../../pages/deletion.ts';
import { Header } from '../../pages/header.ts';
import { LoginPage } from '../../pages/login.ts';

test('all logins end at once, the next one asks, and a click keeps the account', async ({
  browser,
  visitor,
  account,
  confirm,
  login,
  header,
  page,
  deployment,
  ownMember,
}) => {
  const deletion = new DeletionPages(page, deployment);
  const elsewhere = await browser.newContext({ locale: 'zh-CN' });
  await new Visitor(elsewhere, deployment).isLoggedInAs(ownMember);
  const other = await elsewhere.newPage();
  await other.goto(`${deployment.mall}/`);
  await expect(new Header(other).member(ownMember.nickname)).toBeVisible();

  await visitor.isLoggedInAs(ownMember);
  await ownMember.proofGetsOld();
  await account.open();
  await page.getByRole('main').getByRole('link', { name: '注销账户…' }).click();
  await expect(deletion.heading).toBeVisible();
  await deletion.understood.check();
  await deletion.submit.click();
  await expect(confirm.heading).toBeVisible();
  await confirm.confirm(DEMO_PASSWORD);
  await expect(deletion.understood, 'it is decided again').not.toBeChecked();
  await deletion.understood.check();
  await deletion.submit.click();
  await expect(login.done).toContainText('你的账户将于');
  await expect(header.loginLink).toBeVisible();

  await other.getByRole('banner').getByRole('link', { name: '谷粒商城' }).click();
  await expect(new Header(other).loginLink).toBeVisible();
  await other.goto(`${deployment.auth}/login`);
  await expect(new LoginPage(other, deployment).done).toContainText('你申请了注销账户，所有登录都已结束');
  await elsewhere.close();

  await login.open(`${deployment.mall}/orders`);
  await login.logInAs(ownMember);
  await expect(deletion.question).toBeVisible();
  await expect(page.getByRole('main')).toContainText(ownMember.nickname);
  await expect(header.loginLink, 'nobody is logged in before the click').toBeVisible();
  await deletion.keep.click();
  await expect(page).toHaveURL(`${deployment.mall}/orders`);
  await expect(header.member(ownMember.nickname)).toBeVisible();
});

test('when the time is over, auth and mall have nothing of the member any more', async ({
  visitor,
  product,
  buying,
  login,
  page,
  deployment,
  database,
  ownMember,
}) => {
  const { checkout, address, order } = buying;
  const deletion = new DeletionPages(page, deployment);
  await visitor.isLoggedInAs(ownMember);
  await product.open(100201);
  await product.add.click();
  await expect(product.added).toBeVisible();
  await product.buy.click();
  await checkout.newAddress.click();
  await address.fill();
  await address.save.click();
  await checkout.place.click();
  await expect(buying.pay).toBeVisible();
  const number = /\/orders\/(\d+)\/pay/.exec(page.url())?.[1];
  await page.goto(`${deployment.mall}/orders/${number}`);
  await order.wantsToCancel.click();
  await order.cancel.click();
  await expect(order.state).toContainText('已取消');

  await deletion.ask();
  await expect(login.done).toContainText('你的账户将于');
  await ownMember.graceEnds();
  const left = async () => {
    const { rows } = await database!.query(
      `select (select count(*) from auth.member where user_name = $1)
            + (select count(*) from mall.order where number = $2 and (member_id is not null or recipient <> '' or phone <> '')) as count`,
      [ownMember.userName, number],
    );
    return Number(rows[0].count);
  };
  await expect.poll(left, { timeout: 25_000 }).toBe(0);
  await login.open();
  await login.logInAs(ownMember);
  await expect(login.error).toHaveText('用户名或密码不正确，请再试一次。');
  const { rows } = await database!.query('select total_fen > 0 as is_kept from mall.order where number = $1', [number]);
  expect(rows).toEqual([{ is_kept: true }]);
});
