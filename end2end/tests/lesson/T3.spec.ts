// The third failure: the cookie arrives, but the mall has never heard of the session.

import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { isRemoval } from '../../wire/set-cookie.ts';
import { logInAndWatch } from './story.ts';

test.use({ deploymentId: 'T3' });

test('T3: the cookie of the parent domain reaches a mall that does not know it', async ({
  page,
  header,
  strip,
  visitor,
  account,
  login,
  deployment,
}) => {
  const [posted, checked, arrived] = await logInAndWatch(page, deployment);
  expect(posted).toMatchObject({
    status: 303,
    copy: 'auth-1',
    set: { name: '__Secure-cfmall', attributes: { domain: 'cfmall.localhost' } },
  });
  expect(checked, 'auth knows who this is').toMatchObject({ status: 302, copy: 'auth-1', sent: posted?.set?.value });

  expect(arrived, 'the cookie arrives').toMatchObject({ status: 200, copy: 'mall-1', sent: posted?.set?.value });
  await expect(strip.service).toHaveText('mall');
  await expect(strip.store).toHaveText('memory');
  await expect(strip.session, 'it did arrive').toHaveText(/^[0-9a-f]{8}$/);
  await expect(strip.labNote).toBeVisible();
  await expect(header.loginLink, 'and says nothing to the mall').toBeVisible();
  await expect(header.member(zhangsan.nickname)).toHaveCount(0);

  expect(arrived?.set && isRemoval(arrived.set), 'the mall takes it away').toBe(true);
  expect(arrived?.set?.attributes['domain'], 'for all hosts').toBe('cfmall.localhost');
  expect(await visitor.cookie('__Secure-cfmall')).toBeUndefined();
  await account.open();
  await expect(login.heading, 'so that auth has lost the visitor, too').toBeVisible();
});
