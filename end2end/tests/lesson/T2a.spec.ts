// The first failure: the cookie of auth.cfmall.localhost is never sent to cfmall.localhost.

import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { ask } from '../../wire/client.ts';
import { isRemoval } from '../../wire/set-cookie.ts';
import { logInAndWatch, step } from './story.ts';

test.use({ deploymentId: 'T2a' });

test('T2a: the login is right, and the cookie never reaches the mall', async ({
  page,
  header,
  strip,
  front,
  account,
  deployment,
}) => {
  const [posted, checked, arrived] = await logInAndWatch(page, deployment);
  expect(posted).toMatchObject({ status: 303, copy: 'auth-1', set: { name: '__Host-cfmall' } });
  expect(posted?.set?.attributes, 'for this host alone').not.toHaveProperty('domain');
  expect(checked, 'auth itself knows who this is').toMatchObject({ status: 302, copy: 'auth-1', sent: posted?.set?.value });

  expect(arrived, 'the mall is sent no session cookie').toMatchObject({ status: 200, copy: 'mall-1', sent: undefined });
  await expect(page).toHaveURL(`${deployment.mall}/`);
  await expect(strip.service).toHaveText('mall');
  await expect(strip.store).toHaveText('memory');
  await expect(strip.session, 'no cookie arrived').toHaveText('无');
  await expect(strip.labNote).toBeVisible();
  await expect(header.loginLink, 'the nickname is missing').toBeVisible();
  await expect(header.member(zhangsan.nickname)).toHaveCount(0);

  const again = await step((await front.open())!, deployment);
  expect(again.sent, 'nor the next time').toBeUndefined();
  await expect(header.loginLink).toBeVisible();

  await account.open();
  await expect(account.nickname, 'while auth still shows it').toHaveText(zhangsan.nickname);
  await expect(header.member(zhangsan.nickname)).toBeVisible();
});

test('T2a: if the cookie did arrive, the mall would not know it', async ({ page, deployment }) => {
  const [posted] = await logInAndWatch(page, deployment);
  const carried = await ask(`${deployment.mall}/api/session/viewer`, { cookie: `__Host-cfmall=${posted?.set?.value}` });
  expect(JSON.parse(carried.text)).toEqual({ state: 'guest' });
  expect(carried.cookies.some(isRemoval)).toBe(true);
});
