import { DEMO_PASSWORD, zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';
import { ask } from '../../wire/client.ts';
import { logIn, pair, postLogin } from '../../wire/log-in.ts';

const html = { accept: 'text/html' };

const FOREIGN = [
  '',
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\0/evil.example',
  ' //evil.example',
  'evil.example',
  'javascript:alert(1)',
  'data:text/html,evil',
  'http://cfmall.localhost@evil.example/',
  'http://cfmall.localhost.evil.example/',
  'https://cfmall.localhost/',
  'http://evil.cfmall.localhost/',
  'http://cfmall.localhost:1/',
  `/${'x'.repeat(3_000)}`,
];

test('of all foreign addresses, next= leads to none', async ({ deployment }) => {
  const { mall, auth } = deployment;
  const form = { account: zhangsan.userName, password: DEMO_PASSWORD };
  const cookie = pair(await logIn(deployment, zhangsan));
  for (const next of FOREIGN) {
    const what = JSON.stringify(next).slice(0, 60);
    const query = new URLSearchParams({ next });

    const posted = await postLogin(deployment, { ...form, next });
    expect(posted.headers.location, what).toBe(`/login/check?${new URLSearchParams({ next: `${mall}/` })}`);
    const refused = await postLogin(deployment, { ...form, password: 'wrong', next });
    expect(refused.headers.location, what).toBe('/login');

    for (const page of ['/login', '/login/check']) {
      const member = await ask(`${auth}${page}?${query}`, { headers: html, cookie });
      expect([member.status, member.headers.location], `${page} ${what}`).toEqual([302, `${mall}/`]);
    }
    const guest = await ask(`${auth}/login?${query}`, { headers: html });
    expect(guest.status, what).toBe(200);
    const [, loginForm = ''] = /action="\/api\/auth\/login"(.*?)<\/form>/s.exec(guest.text) ?? [];
    expect(loginForm, what).toContain('name="password"');
    expect(loginForm, what).not.toContain('name="next"');
  }
});

test('of our own addresses, next= leads to each', async ({ deployment }) => {
  const { mall, auth } = deployment;
  const cookie = pair(await logIn(deployment, zhangsan));
  for (const [next, where] of [
    [`${mall}/p/100101?a=b&c=%20d`, `${mall}/p/100101?a=b&c=%20d`],
    [`${auth}/account`, `${auth}/account`],
    ['/search?q=耳机', `${mall}/search?q=%E8%80%B3%E6%9C%BA`],
  ] as const) {
    const answer = await ask(`${auth}/login/check?${new URLSearchParams({ next })}`, { headers: html, cookie });
    expect([answer.status, answer.headers.location]).toEqual([302, where]);
  }
});

test('the language switch leads nowhere but to a page of the same host', async ({ deployment: { auth } }) => {
  for (const next of FOREIGN.filter((next) => !next.startsWith('/x'))) {
    const answer = await ask(`${auth}/api/preferences`, { form: { locale: 'en', next }, headers: { origin: auth } });
    expect([answer.status, answer.headers.location], JSON.stringify(next)).toEqual([303, '/']);
  }
});
