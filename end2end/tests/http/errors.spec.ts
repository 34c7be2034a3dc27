import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';
import { type Ask, ask } from '../../wire/client.ts';
import { logIn, LOGIN, LOGOUT, pair } from '../../wire/log-in.ts';
import { nickname, strip } from '../../wire/strip.ts';

const TOO_MUCH = 'x'.repeat(65 * 1024);

interface Wrong {
  readonly what: string;
  readonly asked: (origin: string) => { path: string } & Ask;
  readonly status: number;
  readonly zh: string;
  readonly en: string;
}

const WRONG: readonly Wrong[] = [
  {
    what: 'an address that is not there',
    asked: () => ({ path: '/no-such-page' }),
    status: 404,
    zh: '这一页灯还没亮',
    en: 'No light on this page yet',
  },
  {
    what: 'a method that is not there',
    asked: () => ({ path: LOGIN }),
    status: 405,
    zh: '这个地址不支持这种操作',
    en: 'This address does not do that',
  },
  {
    what: 'deleting a page',
    asked: (origin) => ({ path: '/login', method: 'DELETE', headers: { origin } }),
    status: 405,
    zh: '这个地址不支持这种操作',
    en: 'This address does not do that',
  },
  {
    what: 'a form from elsewhere',
    asked: () => ({ path: LOGOUT, form: {}, headers: { origin: 'https://evil.example' } }),
    status: 403,
    zh: '这个请求不是从商城发出的',
    en: 'This request did not come from the mall',
  },
  {
    what: 'a form from nowhere',
    asked: () => ({ path: LOGOUT, form: {} }),
    status: 403,
    zh: '这个请求不是从商城发出的',
    en: 'This request did not come from the mall',
  },
  {
    what: 'more than anybody would send',
    asked: (origin) => ({ path: LOGIN, form: { account: TOO_MUCH, password: 'x' }, headers: { origin } }),
    status: 413,
    zh: '提交的内容太大了',
    en: 'That was too much',
  },
  {
    what: 'a form in another format',
    asked: (origin) => ({ path: LOGIN, body: '{"account":"zhangsan"}', headers: { origin, 'content-type': 'application/json' } }),
    status: 415,
    zh: '无法识别提交的格式',
    en: 'Unknown format',
  },
];

for (const { what, asked, status, zh, en } of WRONG) {
  test(`${what}: ${status}, as a page in both languages and as JSON`, async ({ deployment }) => {
    const { auth } = deployment;
    const cookie = pair(await logIn(deployment, zhangsan));
    const send = (headers: Record<string, string>) => {
      const { path, ...options } = asked(auth);
      return ask(auth + path, { ...options, cookie, headers: { ...options.headers, ...headers } });
    };

    for (const [language, title] of [
      ['zh-CN', zh],
      ['en', en],
    ] as const) {
      const page = await send({ accept: 'text/html,*/*;q=0.8', 'accept-language': language });
      expect(page.status).toBe(status);
      expect(page.headers['content-type']).toMatch(/^text\/html/);
      expect(page.text).toContain(`<html lang="${language}"`);
      expect(page.text).toMatch(new RegExp(`<h1[^>]*>${title}`));
      expect(page.text, 'the number by which it is found in the log').toContain(String(page.headers['x-request-id']));
      expect(nickname(page.text), 'an error logs nobody out').toBe(zhangsan.nickname);
      expect(strip(page.text).service).toBe(deployment.topology === 'T1' ? 'monolith' : strip(page.text).service);
    }

    const script = await send({ accept: 'application/json' });
    expect(script.status).toBe(status);
    expect(script.headers['content-type']).toBe('application/json');
    expect(JSON.parse(script.text)).toMatchObject({
      error: expect.any(String) as unknown,
      request: script.headers['x-request-id'],
    });
  });
}

test('a wrong method is told which ones are right', async ({ deployment: { auth } }) => {
  expect((await ask(auth + LOGIN)).headers.allow).toBe('POST');
});

test('a method nobody knows', async ({ deployment: { mall } }) => {
  const answer = await ask(`${mall}/`, { method: 'PROPFIND', headers: { origin: mall } });
  expect(answer.status).toBe(405);
});

const FOREIGN: Record<string, Record<string, string | string[]>> = {
  'another site': { origin: 'https://evil.example' },
  'a page without an origin': { origin: 'null' },
  'another port': { origin: 'http://cfmall.localhost:1' },
  'another scheme': { origin: 'https://cfmall.localhost:3110' },
  'another host of the same site': { origin: 'http://evil.cfmall.localhost:3170' },
  'something that is no origin': { origin: 'evil' },
  'same-site only': { 'sec-fetch-site': 'same-site' },
  'nothing at all': {},
};

for (const [where, headers] of Object.entries(FOREIGN)) {
  test(`nobody is logged out by ${where}`, async ({ deployment }) => {
    const { auth, mall } = deployment;
    const cookie = pair(await logIn(deployment, zhangsan));
    const answer = await ask(auth + LOGOUT, { form: {}, headers, cookie });
    expect(answer.status).toBe(403);
    expect(answer.cookies).toEqual([]);
    const viewer = await ask(`${mall}/api/session/viewer`, { cookie });
    expect(JSON.parse(viewer.text)).toMatchObject({ state: 'member' });
  });
}

test('either service may send its forms to the other', async ({ deployment }) => {
  const { auth, mall } = deployment;
  for (const origin of [auth, mall]) {
    const answer = await ask(auth + LOGOUT, { form: {}, headers: { origin } });
    expect(answer.status, origin).toBe(303);
  }
});
