import { DEMO_PASSWORD, lisi, zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test('log in at auth, and the nickname is on the mall', async ({ login, header, front, strip, page, deployment }) => {
  await login.open();
  await expect(page).toHaveTitle('登录');
  await login.logInAs(zhangsan);

  await expect(page).toHaveURL(`${deployment.mall}/`);
  await expect(header.member(zhangsan.nickname)).toBeVisible();
  await expect(header.loginLink).toHaveCount(0);
  await expect(strip.service).toHaveText(deployment.topology === 'T1' ? 'monolith' : 'mall');
  await expect(strip.session).toHaveText(/^[0-9a-f]{8}$/);

  await front.open();
  await expect(header.member(zhangsan.nickname), 'and on the next page').toBeVisible();
});

test('the nickname is on every page of both services', async ({ visitor, header, strip, page, deployment }) => {
  await visitor.isLoggedInAs(zhangsan);
  const { mall, auth } = deployment;
  const marks = new Set<string>();
  for (const address of [
    `${mall}/`,
    `${mall}/c/audio`,
    `${mall}/p/100101`,
    `${mall}/search?q=a`,
    `${mall}/search?q=%25`,
    `${mall}/no-such-page`,
    `${auth}/account`,
    `${auth}/login-help`,
  ]) {
    await page.goto(address);
    await expect(header.member(zhangsan.nickname), address).toBeVisible();
    marks.add(await strip.session.innerText());
  }
  expect(marks.size, 'one session on all of them').toBe(1);
});

test('the nickname leads to the account by its menu, and the account to the mall', async ({ visitor, header, front, account, page }) => {
  await visitor.isLoggedInAs(lisi);
  await front.open();
  await header.member(lisi.nickname).click();
  await header.menu.getByRole('link', { name: '我的账户' }).click();
  await expect(page).toHaveURL(account.address);
  await expect(account.nickname).toHaveText(lisi.nickname);
  await expect(account.fact('用户名')).toHaveText('lisi');
  await expect(account.fact('手机号')).toHaveText('138****0002');
  await account.toMall.click();
  await expect(front.banner).toBeVisible();
  await expect(header.member(lisi.nickname)).toBeVisible();
});

for (const account of [zhangsan.phone, 'ZhangSan', '  zhangsan  ']) {
  test(`${JSON.stringify(account)} names the same account`, async ({ login, header }) => {
    await login.open();
    await login.logIn(account, DEMO_PASSWORD);
    await expect(header.member(zhangsan.nickname)).toBeVisible();
  });
}

test('two visitors at once are two people', async ({ browser, login, header, deployment, page }) => {
  await login.open();
  await login.logInAs(zhangsan);
  await expect(header.member(zhangsan.nickname)).toBeVisible();

  const elsewhere = await browser.newContext({ locale: 'zh-CN' });
  const other = await elsewhere.newPage();
  await other.goto(`${deployment.mall}/`);
  await expect(other.getByRole('link', { name: '你好，请登录' })).toBeVisible();
  await elsewhere.close();

  await page.reload();
  await expect(header.member(zhangsan.nickname)).toBeVisible();
});
