import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { ask } from '../../wire/client.ts';
import { LOGOUT, pair } from '../../wire/log-in.ts';

// Playwright switches the back/forward cache off, so its event is sent by hand.
const shownAgain = () => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));

test('a page from the browser’s memory asks who is there, and is loaded anew if that has changed', async ({
  visitor,
  account,
  login,
  page,
  deployment,
}) => {
  const cookie = await visitor.isLoggedInAs(zhangsan);
  await account.open();
  await expect(account.nickname).toHaveText(zhangsan.nickname);

  // Nothing has changed: what was typed stays.
  await account.newNickname.fill('一半');
  const asked = page.waitForResponse('**/api/session/viewer');
  await page.evaluate(shownAgain);
  await asked;
  await expect(account.newNickname).toHaveValue('一半');

  await ask(`${deployment.auth}${LOGOUT}`, {
    form: {},
    cookie: pair(cookie),
    headers: { origin: deployment.auth, accept: 'application/json' },
  });
  await page.evaluate(shownAgain);
  await expect(login.heading).toBeVisible();
});
