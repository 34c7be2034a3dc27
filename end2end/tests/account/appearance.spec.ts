// Picture and language of the account, on both services and on another device.

import { expect, test } from '../../fixtures/test.ts';
import { Visitor } from '../../fixtures/visitor.ts';
import { Header } from '../../pages/header.ts';

test('the picture is in the header of both services, and the language on the next device', async ({
  browser,
  visitor,
  account,
  header,
  page,
  deployment,
  ownMember,
}) => {
  await visitor.isLoggedInAs(ownMember);
  await account.open();
  await expect(header.portrait).toHaveCount(0);
  await page.getByRole('radio', { name: '熊猫' }).check();
  await page.getByRole('combobox', { name: '语言' }).selectOption('English');
  await page.getByRole('button', { name: '保存头像和语言' }).click();
  // Nothing was chosen on this device, so the account’s language counts at once.
  await expect(page.getByRole('main').getByRole('status')).toHaveText('Picture and language are saved.');
  await expect(page.getByRole('radio', { name: 'Panda' })).toBeChecked();
  const address = await header.portrait.getAttribute('src');
  expect(address).toMatch(/^\/portraits\/panda\.[0-9a-f]{16}\.svg$/);
  await page.goto(`${deployment.mall}/`);
  await expect(header.portrait).toHaveAttribute('src', address!);
  await expect(header.portrait, 'it was loaded').toHaveJSProperty('complete', true);

  const elsewhere = await browser.newContext({ locale: 'zh-CN' });
  const other = await elsewhere.newPage();
  await other.goto(`${deployment.mall}/`);
  await expect(new Header(other).loginLink, 'a guest is spoken to as the browser prefers').toHaveText('你好，请登录');
  await new Visitor(elsewhere, deployment).isLoggedInAs(ownMember);
  await other.reload();
  await expect(other.getByRole('button', { name: 'Log out' })).toBeVisible();
  await expect(new Header(other).portrait).toBeVisible();
  await other.getByRole('button', { name: '中文' }).click();
  await expect(other.getByRole('button', { name: '退出登录' }), 'what was chosen there').toBeVisible();
  await other.goto(`${deployment.auth}/account`);
  await expect(other.getByRole('heading', { name: '头像和语言' })).toBeVisible();
  await elsewhere.close();
});
