import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';
import { ask } from '../../wire/client.ts';
import { logIn, pair } from '../../wire/log-in.ts';
import { nickname, strip } from '../../wire/strip.ts';

const INSTANCES = {
  T1: ['monolith'],
  T7: ['auth-1', 'auth-2', 'mall-1', 'mall-2'],
  T8: ['auth-1', 'auth-2', 'mall-1', 'mall-2'],
};

test('200 requests, now here, now there: every copy knows who is asking', async ({ deployment }) => {
  const cookie = pair(await logIn(deployment, zhangsan));
  const places = [`${deployment.mall}/search`, `${deployment.auth}/account`];
  const instances = new Set<string>();
  const sessions = new Set<string>();
  for (let turn = 0; turn < 200; turn += 1) {
    const answer = await ask(places[turn % 2]!, { cookie });
    expect(answer.status).toBe(200);
    expect(nickname(answer.text), `request ${turn}, answered by ${strip(answer.text).instance}`).toBe(zhangsan.nickname);
    instances.add(strip(answer.text).instance);
    sessions.add(strip(answer.text).session);
  }
  expect([...instances].sort()).toEqual(INSTANCES[deployment.topology as keyof typeof INSTANCES]);
  expect(sessions.size, 'one and the same session').toBe(1);
});
