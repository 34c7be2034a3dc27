// The page with the passkeys, with JavaScript and without.

import { expect, test } from '../../fixtures/test.ts';
import { PasskeysPage } from '../../pages/passkeys.ts';

test('without JavaScript the page says why nothing can be added, and the login has no button for it', async ({
  account,
  deployment,
  header,
  javaScriptEnabled,
  login,
  ownMember,
  page,
}) => {
  const passkeys = new PasskeysPage(page, deployment);
  const scripted = javaScriptEnabled ?? true;
  await login.open();
  await expect(login.submit).toBeVisible();
  await expect(passkeys.logIn).toBeVisible({ visible: scripted });
  await login.logInAs(ownMember);
  await expect(header.member(ownMember.nickname)).toBeVisible();
  await account.open();
  await page.getByRole('main').getByRole('link', { name: '管理通行密钥' }).click();
  await expect(passkeys.heading).toBeVisible();
  await expect(passkeys.needsJavaScript).toBeVisible({ visible: !scripted });
  await expect(passkeys.add).toBeVisible({ visible: scripted });
});
