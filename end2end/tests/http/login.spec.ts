import { sessionCookie } from '../../deployments/deployment.ts';
import { DEMO_PASSWORD, lisi, zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';
import { ask } from '../../wire/client.ts';
import { logIn, LOGIN, LOGOUT, pair, postLogin } from '../../wire/log-in.ts';

const json = { accept: 'application/json' };
const good = { account: zhangsan.userName, password: DEMO_PASSWORD };

test('a form is answered with 303, a script with JSON', async ({ deployment }) => {
  const form = await postLogin(deployment, good);
  expect(form.status).toBe(303);
  expect(form.headers.location).toMatch(/^\/login\/check\?/);

  const script = await postLogin(deployment, good, json);
  expect(script.status).toBe(200);
  expect(JSON.parse(script.text)).toMatchObject({ state: 'member', nickname: zhangsan.nickname });
  expect(script.cookies.map(({ name }) => name).sort()).toEqual([sessionCookie(deployment).name, 'cfmall-device'].sort());
});

for (const [form, status, error] of [
  [{ account: '', password: '' }, 422, 'incomplete'],
  [{ account: 'zhangsan', password: '' }, 422, 'incomplete'],
  [{ password: DEMO_PASSWORD }, 422, 'incomplete'],
  [{}, 422, 'incomplete'],
  [{ account: 'zhangsan', password: 'wrong' }, 401, 'invalid-credentials'],
  [{ account: 'nobody', password: DEMO_PASSWORD }, 401, 'invalid-credentials'],
  [{ account: 'zhangsan', password: 'x'.repeat(5_000) }, 401, 'invalid-credentials'],
] as const) {
  const asked = JSON.stringify(form).slice(0, 60);
  test(`${asked}: nobody is logged in, and no session is begun`, async ({ deployment }) => {
    const script = await postLogin(deployment, form, json);
    expect(script.status).toBe(status);
    expect(JSON.parse(script.text)).toEqual({ error });
    expect(script.cookies).toEqual([]);

    const page = await postLogin(deployment, form);
    expect(page.status).toBe(303);
    expect(page.headers.location).toBe('/login');
    expect(page.cookies.map(({ name }) => name), 'a notice for the form, and no session').toEqual(['cfmall-login']);
  });
}

test('the session gets a new id at login: a planted one is worth nothing', async ({ deployment }) => {
  const planted = `${sessionCookie(deployment).name}=AAAAAAAAAAAAAAAAAAAAAA`;
  const answer = await postLogin(deployment, good, { cookie: planted });
  const [session] = answer.cookies.filter(({ value }) => value !== '');
  expect(session && pair(session)).not.toBe(planted);
  const viewer = await ask(`${deployment.mall}/api/session/viewer`, { cookie: planted });
  expect(JSON.parse(viewer.text)).toEqual({ state: 'guest' });
});

test('who logs in over another session ends that one', async ({ deployment }) => {
  const before = await logIn(deployment, lisi);
  const answer = await postLogin(deployment, good, { cookie: pair(before) });
  const after = answer.cookies.find(({ name }) => name === before.name);
  expect(after?.value).toBeTruthy();
  expect(after?.value).not.toBe(before.value);
  const viewer = async (cookie: string) =>
    JSON.parse((await ask(`${deployment.mall}/api/session/viewer`, { cookie })).text) as unknown;
  expect(await viewer(pair(before))).toEqual({ state: 'guest' });
  expect(await viewer(pair(after!))).toMatchObject({ nickname: zhangsan.nickname });
});

test('logging out as a script, and as somebody who was not logged in', async ({ deployment }) => {
  const { auth } = deployment;
  const cookie = pair(await logIn(deployment, zhangsan));
  for (const who of [cookie, cookie, undefined]) {
    const answer = await ask(auth + LOGOUT, { form: {}, headers: { origin: auth, ...json }, cookie: who });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ state: 'guest' });
  }
});

test('logging out leads nowhere but to pages of ours', async ({ deployment }) => {
  const { auth, mall } = deployment;
  for (const [next, where] of [
    [`${mall}/p/100101`, `${mall}/p/100101`],
    ['https://evil.example/', `${mall}/`],
    ['//evil.example', `${mall}/`],
    ['/\\evil.example', `${mall}/`],
  ] as const) {
    const answer = await ask(auth + LOGOUT, { form: { next }, headers: { origin: auth } });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe(where);
  }
});

test('the mall cannot log anybody in', async ({ deployment }) => {
  test.skip(deployment.topology !== 'T7', 'only there the mall has a host of its own');
  const { mall } = deployment;
  const answer = await ask(mall + LOGIN, { form: good, headers: { origin: mall } });
  expect(answer.status).toBe(404);
  expect(answer.cookies).toEqual([]);
});
