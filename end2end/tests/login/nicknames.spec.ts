import { layla, wangwu } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test('markup in a nickname is text', async ({ login, header, account }) => {
  await login.open();
  await login.logInAs(wangwu);
  const member = header.member(wangwu.nickname);
  await expect(member).toHaveText('<b>王五</b> & 🐼');
  await expect(member.locator('b')).toHaveCount(0);
  await account.open();
  await expect(account.nickname).toHaveText('<b>王五</b> & 🐼');
});

test('a nickname from right to left, with an override, leaves the words around it alone', async ({ login, header }) => {
  await login.open();
  await login.logInAs(layla);
  const member = header.member(layla.nickname);
  await expect(member).toHaveText(layla.nickname);
  // Isolated: its direction, and the override in it, end with it.
  await expect(member.getByText(layla.nickname)).toHaveCSS('unicode-bidi', 'isolate');
  const [name, logout] = [await member.boundingBox(), await header.logoutButton.boundingBox()];
  expect(name && logout && name.x < logout.x, 'the button stays right of the name').toBe(true);
});
