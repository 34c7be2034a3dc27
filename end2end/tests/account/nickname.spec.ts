import { expect, test } from '../../fixtures/test.ts';

test('a new nickname is on the next page of the mall', async ({ visitor, account, header, front, ownMember }) => {
  await visitor.isLoggedInAs(ownMember);
  await account.open();
  await account.rename('  <i>小马</i> 🐎 ');
  await expect(account.done).toHaveText('昵称已经保存。');
  await expect(account.nickname).toHaveText('<i>小马</i> 🐎');
  await front.open();
  await expect(header.member('<i>小马</i> 🐎')).toBeVisible();
});

test('one that nobody can see is refused, and the old one stays', async ({ visitor, account, header, page, ownMember }) => {
  await visitor.isLoggedInAs(ownMember);
  await account.open();
  await account.rename('\u{3164}');
  await expect(account.error).toHaveText('昵称里要有看得见的字符。');
  await expect(account.newNickname).toHaveAccessibleDescription('昵称里要有看得见的字符。');
  await expect(header.member(ownMember.nickname)).toBeVisible();
  await page.reload();
  await expect(account.error, 'said once').toHaveCount(0);
  await expect(account.newNickname).toHaveValue(ownMember.nickname);
});
