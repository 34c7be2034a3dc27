// The second failure: copies of one service are not in sync.

import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { ask } from '../../wire/client.ts';
import { logIn, pair } from '../../wire/log-in.ts';
import { isRemoval } from '../../wire/set-cookie.ts';
import { nickname, strip as stripOf } from '../../wire/strip.ts';
import { logInAndWatch } from './story.ts';

test.use({ deploymentId: 'T4' });
// Whose turn it is depends on every request before: one visitor at a time.
test.describe.configure({ mode: 'default' });

test('T4: one copy logs the visitor in, the other one is asked next and destroys the cookie', async ({
  page,
  check,
  header,
  strip,
  front,
  visitor,
  deployment,
}) => {
  const [posted, checked, ...more] = await logInAndWatch(page, deployment);
  expect(posted).toMatchObject({ status: 303, set: { name: '__Host-cfmall' } });
  expect(posted?.copy).toMatch(/^monolith-[12]$/);
  expect(checked?.copy).toMatch(/^monolith-[12]$/);
  expect(checked?.copy, 'the other copy answers').not.toBe(posted?.copy);
  expect(checked?.sent, 'the cookie arrives there').toBe(posted?.set?.value);
  expect(checked?.set && isRemoval(checked.set), 'and is taken away').toBe(true);
  expect(more, 'the visitor never gets to the mall').toEqual([]);

  await expect(check.unknown, 'and is told why').toBeVisible();
  await expect(strip.instance).toHaveText(checked!.copy);
  await expect(strip.store).toHaveText('memory');
  await expect(strip.session, 'it did arrive').toHaveText(/^[0-9a-f]{8}$/);
  await expect(header.loginLink).toBeVisible();
  expect(await visitor.cookie('__Host-cfmall')).toBeUndefined();

  for (let reload = 0; reload < 4; reload += 1) {
    await front.open();
    await expect(header.loginLink, 'gone for good, whichever copy answers').toBeVisible();
    await expect(header.member(zhangsan.nickname)).toHaveCount(0);
  }
});

test('T4: for somebody who keeps the cookie all the same, the nickname comes and goes with the copy', async ({ deployment }) => {
  const { mall } = deployment;
  const cookie = pair(await logIn(deployment, zhangsan));
  const shown = new Map<string, Set<string | undefined>>();
  for (let turn = 0; turn < 10; turn += 1) {
    const answer = await ask(`${mall}/search`, { cookie, headers: { accept: 'text/html' } });
    const { instance } = stripOf(answer.text);
    expect(instance).toBe(answer.headers['x-upstream']);
    shown.set(instance, (shown.get(instance) ?? new Set()).add(nickname(answer.text)));
    expect(answer.cookies.some(isRemoval), 'the copy that does not know it says so').toBe(nickname(answer.text) === undefined);
  }
  expect([...shown.keys()].sort()).toEqual(['monolith-1', 'monolith-2']);
  const answers = [...shown.values()].map((names) => [...names]);
  expect(answers, 'one copy always knows').toContainEqual([zhangsan.nickname]);
  expect(answers, 'the other never does').toContainEqual([undefined]);
});
