// With a passkey: added, logged in with, and taken away, on a device in software.

import { DEMO_PASSWORD } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { Device, PasskeysPage } from '../../pages/passkeys.ts';

test('a passkey is added, logs in from a product and back to it, stands for the password, and is removed', async ({
  account,
  confirm,
  deployment,
  header,
  login,
  ownMember,
  page,
  product,
}) => {
  const passkeys = new PasskeysPage(page, deployment);
  await Device.of(page);
  await login.open();
  await login.logInAs(ownMember);
  await expect(header.member(ownMember.nickname)).toBeVisible();

  // Adding one takes a fresh proof.
  await ownMember.proofGetsOld();
  await passkeys.open();
  await expect(passkeys.items).toHaveCount(0);
  await passkeys.name.fill('我的电脑');
  await passkeys.add.click();
  await expect(passkeys.confirm).toHaveCount(0);
  await confirm.confirm(DEMO_PASSWORD);
  await expect(page).toHaveURL(passkeys.address);
  await passkeys.name.fill('我的电脑');
  await passkeys.add.click();
  await expect(passkeys.done).toHaveText(/添加成功/);
  await expect(passkeys.items).toContainText('我的电脑');
  await expect(passkeys.items).toContainText('还没有用过');
  // The same device has one already.
  await passkeys.name.fill('再来一次');
  await passkeys.add.click();
  await expect(passkeys.error).toHaveText(/已经有你账户的通行密钥/);

  await account.open();
  await account.logoutButton.click();
  await expect(header.loginLink).toBeVisible();
  await product.open(100104);
  const from = page.url();
  await header.loginLink.click();
  await passkeys.logIn.click();
  await expect(page).toHaveURL(from);
  await expect(header.member(ownMember.nickname)).toBeVisible();

  // What is sensitive asks for it, too.
  await ownMember.proofGetsOld();
  await passkeys.open();
  await expect(passkeys.items).toContainText('最近使用');
  await passkeys.newName.fill('旧电脑');
  await passkeys.rename.click();
  await expect(passkeys.done).toHaveText(/已改名/);
  await passkeys.remove('旧电脑').click();
  await passkeys.confirm.click();
  await expect(page).toHaveURL(passkeys.address);
  await passkeys.remove('旧电脑').click();
  await expect(passkeys.done).toHaveText(/已删除/);
  await expect(passkeys.items).toHaveCount(0);

  await account.open();
  await account.logoutButton.click();
  await login.open();
  await passkeys.logIn.click();
  await expect(passkeys.error).toHaveText(/这里没有账户使用这把通行密钥/);
  await expect(header.loginLink).toBeVisible();
});

test('a ceremony that is broken off says so, and nobody is logged in', async ({
  deployment,
  header,
  login,
  ownMember,
  page,
}) => {
  const passkeys = new PasskeysPage(page, deployment);
  const device = await Device.of(page);
  await login.open();
  await login.logInAs(ownMember);
  await expect(header.member(ownMember.nickname)).toBeVisible();
  await device.isUnlocked(false);
  await passkeys.open();
  await passkeys.add.click();
  await expect(passkeys.error).toHaveText(/没有使用通行密钥/);
  await expect(passkeys.items).toHaveCount(0);
  await device.isUnlocked(true);
  await passkeys.add.click();
  await expect(passkeys.done).toHaveText(/添加成功/);
  await expect(passkeys.error).toHaveCount(0);

  await page.context().clearCookies();
  await device.isUnlocked(false);
  await login.open();
  await passkeys.logIn.click();
  await expect(passkeys.error).toHaveText(/没有使用通行密钥/);
  await expect(header.loginLink).toBeVisible();
  await ownMember.disable();
  await device.isUnlocked(true);
  await passkeys.logIn.click();
  await expect(passkeys.error).toHaveText(/已被停用/);
});
