import { sessionCookie } from '../../deployments/deployment.ts';
import { DEMO_PASSWORD, zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';
import { ask } from '../../wire/client.ts';
import { logIn, LOGOUT, pair, postLogin } from '../../wire/log-in.ts';

test('the session cookie is as closed as the topology allows', async ({ deployment }) => {
  const { name, domain } = sessionCookie(deployment);
  const cookie = await logIn(deployment, zhangsan);
  expect(cookie.name).toBe(name);
  expect(cookie.value).toMatch(/^[\w-]{22}$/);
  const attributes = { httponly: '', secure: '', samesite: 'Lax', path: '/', ...(domain && { domain }) };
  expect(cookie.attributes, 'it ends with the browser').toEqual(attributes);

  const form = { account: zhangsan.userName, password: DEMO_PASSWORD, remember: '1' };
  const { cookies } = await postLogin(deployment, form);
  const remembered = cookies.find((cookie) => cookie.name === name);
  expect(remembered?.attributes, 'unless one asked to be remembered').toEqual({
    ...attributes,
    'max-age': String(30 * 24 * 3_600),
  });
});

test('it is taken back with the same attributes, or browsers would not let it go', async ({ deployment }) => {
  const { name, domain } = sessionCookie(deployment);
  const { auth } = deployment;
  const cookie = await logIn(deployment, zhangsan);
  const answer = await ask(auth + LOGOUT, { form: {}, headers: { origin: auth }, cookie: pair(cookie) });
  const removals = answer.cookies.filter((cookie) => cookie.name === name);
  expect(removals).toHaveLength(1);
  expect(removals[0]?.value).toBe('');
  expect(removals[0]?.attributes).toMatchObject({
    'max-age': '0',
    secure: '',
    path: '/',
    ...(domain && { domain }),
  });
});

test('a guest is given no cookie at all', async ({ deployment }) => {
  const { mall, auth } = deployment;
  for (const address of [`${mall}/`, `${mall}/p/100101`, `${auth}/login`, `${mall}/api/session/viewer`, `${mall}/x`]) {
    const answer = await ask(address);
    expect(answer.cookies, address).toEqual([]);
  }
});

test('reading does not set the cookie again', async ({ deployment }) => {
  const cookie = pair(await logIn(deployment, zhangsan));
  for (const address of [`${deployment.mall}/`, `${deployment.auth}/account`]) {
    expect((await ask(address, { cookie })).cookies, address).toEqual([]);
  }
});

test('the viewer is one answer at both services', async ({ deployment }) => {
  const cookie = pair(await logIn(deployment, zhangsan));
  for (const origin of [deployment.mall, deployment.auth]) {
    const member = await ask(`${origin}/api/session/viewer`, { cookie });
    expect(member.status).toBe(200);
    expect(JSON.parse(member.text)).toEqual({
      state: 'member',
      id: expect.any(Number) as unknown,
      nickname: zhangsan.nickname,
    });
    expect(member.headers['cache-control']).toBe('no-store');
    const guest = await ask(`${origin}/api/session/viewer`);
    expect(guest.status).toBe(200);
    expect(JSON.parse(guest.text)).toEqual({ state: 'guest' });
  }
});
