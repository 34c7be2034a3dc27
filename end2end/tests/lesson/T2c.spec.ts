// A shared session table alone does not help: the cookie still never arrives.

import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { ask } from '../../wire/client.ts';
import { logInAndWatch } from './story.ts';

test.use({ deploymentId: 'T2c' });

test('T2c: one table for both, and the nickname is missing all the same', async ({
  page,
  header,
  strip,
  account,
  deployment,
}) => {
  const [posted, checked, arrived] = await logInAndWatch(page, deployment);
  expect(posted).toMatchObject({ status: 303, copy: 'auth-1', set: { name: '__Host-cfmall' } });
  expect(checked).toMatchObject({ status: 302, copy: 'auth-1', sent: posted?.set?.value });
  expect(arrived, 'the mall is sent no session cookie').toMatchObject({ status: 200, copy: 'mall-1', sent: undefined });

  await expect(strip.service).toHaveText('mall');
  await expect(strip.store).toHaveText('postgres');
  await expect(strip.session).toHaveText('无');
  await expect(strip.labNote).toBeVisible();
  await expect(header.loginLink).toBeVisible();
  await expect(header.member(zhangsan.nickname)).toHaveCount(0);

  await account.open();
  await expect(account.nickname, 'auth did log the visitor in').toHaveText(zhangsan.nickname);
});

test('T2c: the store is not the problem: carried over by hand, the cookie is known to the mall', async ({ page, deployment }) => {
  const [posted] = await logInAndWatch(page, deployment);
  const carried = await ask(`${deployment.mall}/api/session/viewer`, { cookie: `__Host-cfmall=${posted?.set?.value}` });
  expect(carried.headers['x-upstream']).toBe('mall-1');
  expect(JSON.parse(carried.text)).toMatchObject({ state: 'member', nickname: zhangsan.nickname });
});
