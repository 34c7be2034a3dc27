import { expect, test } from '../../fixtures/deployed.ts';
import { sessionCookie } from '../../deployments/deployment.ts';
import { ask } from '../../wire/client.ts';

test('livez, readyz and version, of both services', async ({ deployment }) => {
  const { mall, auth, topology } = deployment;
  for (const origin of new Set([mall, auth])) {
    const live = await ask(`${origin}/livez`);
    expect([live.status, JSON.parse(live.text)]).toEqual([200, { alive: true }]);
    const ready = await ask(`${origin}/readyz`);
    expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { ready: true }]);
    const version = JSON.parse((await ask(`${origin}/version`)).text) as Record<string, string>;
    const service = topology === 'T1' ? 'monolith' : origin === mall ? 'mall' : 'auth';
    expect(version['service']).toBe(service);
    expect(version['instance']).toMatch(new RegExp(`^${service}`));
    expect(version['version']).toMatch(/^\d+\.\d+\.\d+/);
  }
});

test('a probe’s cookie is not looked at', async ({ deployment }) => {
  const cookie = `${sessionCookie(deployment).name}=AAAAAAAAAAAAAAAAAAAAAA`;
  for (const probe of ['/livez', '/readyz', '/version']) {
    const { status, cookies } = await ask(deployment.mall + probe, { cookie });
    expect([status, cookies], probe).toEqual([200, []]);
  }
});
