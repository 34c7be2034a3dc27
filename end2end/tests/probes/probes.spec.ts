// Strangers leave nothing behind: README.md, "How a request travels".

import { randomBytes } from 'node:crypto';
import { connect } from '../../deployments/database.ts';
import { sessionCookie } from '../../deployments/deployment.ts';
import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';
import { ask } from '../../wire/client.ts';
import { logIn } from '../../wire/log-in.ts';

const REQUESTS = 10_000;
const AT_ONCE = 16;

test.use({ deploymentId: 'probes' });
test.setTimeout(240_000);

test('10,000 probes leave no row in the session table', async ({ deployment }) => {
  const database = await connect(deployment);
  const rows = async () =>
    Number((await database.query<{ count: string }>('select count(*) from session.record')).rows[0]?.count);
  try {
    const before = await rows();
    await logIn(deployment, zhangsan);
    expect(await rows(), 'a login does leave one: the table is the right one').toBe(before + 1);

    const html = { accept: 'text/html' };
    const { name } = sessionCookie(deployment);
    const cookies = [
      () => undefined,
      () => `${name}=${randomBytes(16).toString('base64url')}`,
      () => `${name}=${randomBytes(8).toString('hex')}`,
      () => `${name}=`,
    ];
    const probes = ['/livez', '/api/session/viewer', '/readyz', '/api/session/viewer', '/login', '/account', '/no-such-page'];
    const statuses = new Map<number, number>();
    let next = 0;
    const prober = async () => {
      while (next < REQUESTS) {
        const number = next++;
        const cookie = cookies[number % cookies.length]!();
        const { status } = await ask(deployment.mall + probes[number % probes.length]!, { cookie, headers: html });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, prober));

    expect([...statuses.values()].reduce((sum, count) => sum + count)).toBe(REQUESTS);
    expect([...statuses.keys()].sort(), 'pages, a redirect to the login, and one address that is not there').toEqual([
      200, 302, 404,
    ]);
    expect(await rows()).toBe(before + 1);
  } finally {
    await database.end();
  }
});
