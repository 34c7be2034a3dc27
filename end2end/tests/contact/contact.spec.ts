// An e-mail address and another phone, from the account page and back to it.

import { randomInt } from 'node:crypto';
import { DEMO_PASSWORD } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { ContactPage } from '../../pages/contact.ts';

test('an e-mail address is the member’s once the code was typed, and can be removed', async ({
  visitor,
  account,
  page,
  deployment,
  ownMember,
}) => {
  const contact = new ContactPage(page, deployment);
  const address = `${ownMember.userName}@example.com`;
  await visitor.isLoggedInAs(ownMember);
  await account.open();
  await page.getByRole('link', { name: '添加电子邮箱' }).click();
  await contact.email.fill(address.toUpperCase());
  await contact.send.click();
  await expect(contact.wait).toBeVisible();

  await contact.code.fill('12345');
  await contact.confirmEmail.click();
  await expect(contact.errors).toHaveText(['验证码是六位数字。']);
  await expect(contact.code).toBeFocused();
  await contact.code.fill(await contact.codeTo(address));
  await contact.confirmEmail.click();
  await expect(account.done).toHaveText('电子邮箱已经绑定。');
  await expect(account.fact('电子邮箱')).toHaveText('t***@example.com');

  await contact.open('email');
  await contact.removeEmail.click();
  await expect(account.done).toHaveText('账户不再有电子邮箱。');
  await expect(account.fact('电子邮箱')).toHaveText('未绑定');
});

test('another phone takes the password first, and nothing that was typed is lost by it', async ({
  visitor,
  account,
  confirm,
  page,
  deployment,
  ownMember,
}) => {
  const contact = new ContactPage(page, deployment);
  const last = String(randomInt(10_000)).padStart(4, '0');
  const phone = `136 ${String(randomInt(10_000)).padStart(4, '0')} ${last}`;
  await visitor.isLoggedInAs(ownMember);
  await ownMember.proofGetsOld();
  await account.open();
  await page.getByRole('link', { name: '更换手机号' }).click();
  await contact.phone.fill(phone);
  await contact.send.click();
  await expect(confirm.heading).toBeVisible();
  await confirm.confirm(DEMO_PASSWORD);
  await expect(contact.phone).toHaveValue(phone);
  await contact.send.click();
  await contact.code.fill(await contact.codeTo(phone));
  await contact.changePhone.click();
  await expect(account.done).toHaveText('手机号已经更换。');
  await expect(account.fact('手机号')).toHaveText(`136****${last}`);
});
