// Two ports of one host: cookies ignore ports, so the cookie arrives, is unknown, and is destroyed.

import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { isRemoval } from '../../wire/set-cookie.ts';
import { logInAndWatch } from './story.ts';

test.use({ deploymentId: 'T2b' });

test('T2b: the mall gets the cookie of the other port, does not know it, and destroys it', async ({
  page,
  header,
  strip,
  visitor,
  account,
  login,
  deployment,
}) => {
  const [posted, checked, arrived] = await logInAndWatch(page, deployment);
  expect(posted).toMatchObject({ status: 303, copy: 'auth-1', set: { name: '__Host-cfmall' } });
  expect(checked, 'auth knows who this is').toMatchObject({ status: 302, copy: 'auth-1', sent: posted?.set?.value });

  expect(arrived, 'the cookie arrives').toMatchObject({ status: 200, copy: 'mall-1', sent: posted?.set?.value });
  expect(arrived?.set && isRemoval(arrived.set), 'and is taken away').toBe(true);
  await expect(strip.service).toHaveText('mall');
  await expect(strip.session, 'it did arrive').toHaveText(/^[0-9a-f]{8}$/);
  await expect(header.loginLink).toBeVisible();
  await expect(header.member(zhangsan.nickname)).toHaveCount(0);

  expect(await visitor.cookie('__Host-cfmall')).toBeUndefined();
  await account.open();
  await expect(login.heading, 'now auth has lost the visitor, too').toBeVisible();
});
