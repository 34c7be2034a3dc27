// PostgreSQL stops under a running mall, and comes back.

import { sessionCookie } from '../../deployments/deployment.ts';
import { OwnPostgres } from '../../deployments/own-postgres.ts';
import { DEMO_PASSWORD, zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { ask } from '../../wire/client.ts';
import { pair, postLogin } from '../../wire/log-in.ts';

test.use({ deploymentId: 'outage' });
// Stopping and starting a server, and twice the time a pool waits for it on two busy cores.
test.setTimeout(120_000);

test('an outage is never shown as "not logged in", and heals by itself', async ({
  visitor,
  front,
  product,
  header,
  error,
  strip,
  account,
  page,
  context,
  deployment,
}) => {
  const { mall, auth, database, home } = deployment;
  const postgres = new OwnPostgres('outage', home);
  const html = { accept: 'text/html' };
  const session = await visitor.isLoggedInAs(zhangsan);
  const cookie = pair(session);
  await front.open();
  await expect(header.member(zhangsan.nickname)).toBeVisible();
  const mark = await strip.session.innerText();
  // Each of the two copies has shown its window once, in this visitor's language.
  for (let turn = 0; turn < 4; turn += 1) await ask(`${mall}/`, { headers: { 'accept-language': 'zh-CN' } });
  const alive = async () =>
    Promise.all([mall, auth].map(async (origin) => (await ask(`${origin}/livez`)).status));

  await test.step('PostgreSQL stops', () => postgres.stop());

  await test.step('the viewer is neither member nor guest', async () => {
    for (const origin of [mall, auth]) {
      for (const turn of [1, 2]) {
        const answer = await ask(`${origin}/api/session/viewer`, { cookie });
        expect([answer.status, JSON.parse(answer.text)], `${origin}, ${turn}`).toEqual([503, { state: 'unavailable' }]);
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        expect(answer.headers['cache-control']).toBe('no-store');
        expect(answer.cookies).toEqual([]);
      }
    }
  });

  await test.step('the header says that it cannot be checked', async () => {
    const nowhere = await page.goto(`${mall}/no-such-page`);
    expect(nowhere?.status(), 'what needs no database is answered as ever').toBe(404);
    await expect(header.unavailable).toBeVisible();
    await expect(header.loginLink).toHaveCount(0);
    await expect(header.member(zhangsan.nickname)).toHaveCount(0);

    const shop = await front.open();
    expect(shop?.status(), 'the window shows what it last showed').toBe(200);
    await expect(front.banner).toBeVisible();
    await expect(front.picks).toBeVisible();
    await expect(header.unavailable).toBeVisible();
    // Until a copy is sure that it cannot hear of changes, what it remembers still holds. A page that has been served does not
    // get the sign any more, so another one is asked for.
    await expect
      .poll(async () => {
        await front.open();
        return page.getByRole('main').getByRole('status').allInnerTexts();
      })
      .toContainEqual(expect.stringContaining('暂时读不到最新数据'));

    const unseen = await product.open(100101);
    expect(unseen?.status(), 'what was never shown cannot be').toBe(503);
    expect(Number(unseen?.headers()['retry-after'])).toBeGreaterThan(0);
    await expect(error.title('暂时打烊，马上回来')).toBeVisible();
    await expect(header.unavailable).toBeVisible();
  });

  await test.step('what is for members only asks for patience, not for a login', async () => {
    const answer = await account.open();
    expect(answer?.status()).toBe(503);
    expect(Number(answer?.headers()['retry-after'])).toBeGreaterThan(0);
    await expect(page).toHaveURL(account.address);
    await expect(error.title('暂时打烊，马上回来')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('你的登录状态不受影响');
    expect((await page.goto(`${auth}/login`))?.status()).toBe(503);
    expect((await page.goto(`${auth}/login/check`))?.status()).toBe(503);
  });

  await test.step('nobody can log in or out, and is told so', async () => {
    const form = { account: zhangsan.userName, password: DEMO_PASSWORD };
    const asked = await postLogin(deployment, form, html);
    expect([asked.status, asked.cookies]).toEqual([503, []]);
    const script = await postLogin(deployment, form, { accept: 'application/json' });
    expect([script.status, script.cookies]).toEqual([503, []]);
  });

  await test.step('no cookie is removed, whatever was asked', async () => {
    for (const address of [`${mall}/`, `${mall}/search?q=a`, `${mall}/x`, `${auth}/login`, `${auth}/account`]) {
      const { cookies } = await ask(address, { cookie, headers: html });
      expect(cookies, address).toEqual([]);
    }
    const kept = await context.cookies();
    expect(kept.map(({ name, value }) => ({ name, value }))).toContainEqual({
      name: sessionCookie(deployment).name,
      value: session.value,
    });
  });

  await test.step('the processes live, and say that they are not ready', async () => {
    expect(await alive()).toEqual([200, 200]);
    for (const origin of [mall, auth]) {
      const ready = await ask(`${origin}/readyz`);
      expect([ready.status, JSON.parse(ready.text)]).toEqual([503, expect.objectContaining({ ready: false })]);
    }
  });

  await test.step('PostgreSQL is back: the same cookie is logged in, no service was restarted', async () => {
    await postgres.start(database);
    try {
      for (const origin of [mall, auth]) {
        // Each of the two copies.
        for (const turn of [1, 2]) {
          await expect
            .poll(async () => (await ask(`${origin}/api/session/viewer`, { cookie })).text, `${origin}, ${turn}`)
            .toContain(zhangsan.nickname);
        }
      }
      await front.open();
      await expect(header.member(zhangsan.nickname)).toBeVisible();
      await expect(strip.session, 'the same session').toHaveText(mark);
      await account.open();
      await expect(account.nickname).toHaveText(zhangsan.nickname);
    } finally {
      postgres.release();
    }
  });
});
