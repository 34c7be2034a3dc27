import { sessionCookie } from '../../deployments/deployment.ts';
import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';
import { statusOfBytes } from '../../wire/bytes.ts';
import { ask } from '../../wire/client.ts';
import { logIn, LOGIN, LOGOUT, pair } from '../../wire/log-in.ts';

/** As they stand in an address or a form: percent-encoded. */
const PAYLOADS = {
  'a NUL': '%00',
  'text with a NUL': 'a%00b',
  'invalid UTF-8': '%ff%fe',
  'half a character': '%e8%80',
  'an overlong slash': '%c0%af',
  'a lone surrogate': '%ed%a0%80',
  'half an escape': '%',
  'no escape': '%zz',
  'SQL with quotes': "'%20or%20'1'='1';%20drop%20table%20session.record;%20--",
  'SQL with dollars': '$$;select%20pg_sleep(9);$$',
  'line breaks': 'a%0d%0aSet-Cookie:%20x=1',
  'markup': '%3Cscript%3Ealert(1)%3C/script%3E',
  'an override': '%e2%80%aeabc',
  'a large number': '999999999999999999999999999999',
  'a negative number': '-9223372036854775808',
  'a template': '{{7*7}}$%7B7*7%7D',
  'a long word': 'x'.repeat(6_000),
} as const;

const html = { accept: 'text/html' };

for (const [what, payload] of Object.entries(PAYLOADS)) {
  test(`${what} in every address and field`, async ({ deployment }) => {
    const { mall, auth } = deployment;
    const session = pair(await logIn(deployment, zhangsan));
    for (const address of [
      `${mall}/${payload}`,
      `${mall}/c/${payload}`,
      `${mall}/c/audio?page=${payload}`,
      `${mall}/p/${payload}`,
      `${mall}/p/100101?${payload}=${payload}`,
      `${mall}/search?q=${payload}`,
      `${mall}/search?q=a&page=${payload}`,
      `${mall}/search?${payload}`,
      `${mall}/c/audio?brand=${payload}&attribute=${payload}:${payload}&min=${payload}&max=${payload}&stock=${payload}&sort=${payload}`,
      `${mall}/search?q=a&category=${payload}&attribute=${payload}`,
      `${mall}/api/mall/suggest?q=${payload}`,
      `${mall}/pictures/${payload}`,
      `${mall}/pictures/phone-${payload}.svg`,
      `${mall}/pkg/${payload}`,
      `${mall}/api/mall/search?q=${payload}&page=${payload}`,
      `${mall}/api/mall/category?slug=${payload}&page=1`,
      `${mall}/api/mall/product?sku=${payload}`,
      `${auth}/login?next=${payload}`,
      `${auth}/login/check?next=${payload}`,
      `${auth}/account?${payload}`,
      `${auth}/api/auth/account?${payload}`,
    ]) {
      const { status, headers } = await ask(address, { headers: html });
      expect(status, `${address.slice(0, 120)}`).toBeLessThan(500);
      expect(headers['set-cookie']?.some((cookie) => cookie.startsWith('x=')) ?? false).toBe(false);
    }

    for (const [path, body] of [
      [LOGIN, `account=${payload}&password=cfmall-demo`],
      [LOGIN, `account=zhangsan&password=${payload}`],
      [LOGIN, `account=zhangsan&password=x&next=${payload}`],
      [LOGIN, payload],
      [LOGOUT, `next=${payload}`],
      ['/api/preferences', `locale=${payload}`],
      ['/api/preferences', `theme=dark&next=${payload}`],
      ['/api/preferences', payload],
    ] as const) {
      const { status, headers } = await ask(auth + path, {
        body,
        headers: { ...html, origin: auth, 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(status, `${path} ${body.slice(0, 80)}`).toBeLessThan(500);
      const where = new URL(headers.location ?? '/', auth);
      expect([mall, auth], `${path} ${body.slice(0, 80)} leads to ${where.href}`).toContain(where.origin);
    }

    const viewer = await ask(`${mall}/api/session/viewer`, { cookie: session });
    expect(JSON.parse(viewer.text), 'and nothing has changed').toMatchObject({ nickname: zhangsan.nickname });
  });
}

test.describe('cookies', () => {
  const unknown = 'AAAAAAAAAAAAAAAAAAAAAA';

  const cookies = (name: string): Record<string, string> => ({
    'nothing in it': `${name}=`,
    'no name': '=value',
    'no value': name,
    'only separators': ';;; ; ;=;',
    'no such session': `${name}=${unknown}`,
    'not an id': `${name}=not-base64!!`,
    'an id with quotes': `${name}="${unknown}"`,
    'a short id': `${name}=AAAA`,
    'a long id': `${name}=${unknown.repeat(100)}`,
    'SQL': `${name}=' or 1=1 --`,
    'two of them': `${name}=${unknown}; ${name}=BBBBBBBBBBBBBBBBBBBBBB`,
    'fifty of them': Array.from({ length: 50 }, () => `${name}=${unknown}`).join('; '),
    'another case': `${name.toUpperCase()}=${unknown}`,
    'the other prefix': `__Secure-cfmall=${unknown}; __Host-cfmall=${unknown}`,
    'bytes above ASCII': `${name}=\u00e8\u0080\u00b3`,
    'a tab': `${name}=a\tb`,
    'percent escapes': `${name}=%00%ff`,
    'a language that is none': 'cfmall-locale=../../etc',
    'a theme that is none': 'cfmall-theme="><script>',
    'a notice that is none': 'cfmall-login=zz',
    'a notice of odd length': 'cfmall-login=7b2',
    'a notice that says something else': `cfmall-login=${Buffer.from('{"error":"x"}').toString('hex')}`,
    'a notice above ASCII': 'cfmall-login=\u00e8\u00e8',
    'a long notice': `cfmall-login=${'7b'.repeat(5_000)}`,
  });

  test('whatever they hold, a guest is a guest', async ({ deployment }) => {
    const { mall, auth } = deployment;
    for (const [what, cookie] of Object.entries(cookies(sessionCookie(deployment).name))) {
      for (const address of [`${mall}/search`, `${auth}/login`]) {
        const page = await ask(address, { cookie, headers: html });
        expect(page.status, `${what} at ${address}`).toBe(200);
        expect(page.text, what).not.toContain('"><script>');
      }
      const viewer = await ask(`${mall}/api/session/viewer`, { cookie });
      expect([viewer.status, viewer.text], what).toEqual([200, '{"state":"guest"}']);
    }
  });

  for (const kilobytes of [4, 16, 64]) {
    test(`${kilobytes} KB of cookies are answered, not survived by luck`, async ({ deployment }) => {
      const { name } = sessionCookie(deployment);
      for (const cookie of [
        `${name}=${'A'.repeat(kilobytes * 1024)}`,
        Array.from({ length: kilobytes }, (_, number) => `c${number}=${'x'.repeat(1_000)}`).join('; '),
      ]) {
        for (const origin of [deployment.mall, deployment.auth]) {
          const { status } = await ask(`${origin}/api/session/viewer`, { cookie });
          expect([200, 400, 431], `${status}`).toContain(status);
        }
      }
    });
  }

  test('several headers Cookie', async ({ deployment }) => {
    const { name } = sessionCookie(deployment);
    const session = pair(await logIn(deployment, zhangsan));
    for (const cookie of [
      [session, 'other=1'],
      [`${name}=${unknown}`, session],
      [session, `${name}=${unknown}`],
    ]) {
      const { status } = await ask(`${deployment.mall}/api/session/viewer`, { headers: { cookie } });
      expect(status).toBe(200);
    }
    const viewer = await ask(`${deployment.mall}/api/session/viewer`, { cookie: session });
    expect(JSON.parse(viewer.text), 'the session lives').toMatchObject({ state: 'member' });
  });
});

test.describe('bytes that are no HTTP', () => {
  const heads: Record<string, (host: string) => string> = {
    'a NUL in the address': (host) => `GET /\0 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    'bytes above ASCII in the address': (host) => `GET /search?q=\u00ff\u00fe HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    'a NUL in a cookie': (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nCookie: __Host-cfmall=\0\r\n\r\n`,
    'bytes above ASCII in a cookie': (host) =>
      `GET /livez HTTP/1.1\r\nHost: ${host}\r\nCookie: __Host-cfmall=\u00ff\u00fe\r\nConnection: close\r\n\r\n`,
    'no host': () => `GET / HTTP/1.1\r\nConnection: close\r\n\r\n`,
    'two hosts': (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    'another host': () => `GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    'two lengths': (host) => `POST ${LOGIN} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx`,
    'a negative length': (host) => `POST ${LOGIN} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: -1\r\n\r\n`,
    'no protocol at all': () => `\r\n\r\nhello\r\n\r\n`,
  };

  for (const [what, head] of Object.entries(heads)) {
    test(what, async ({ deployment: { mall } }) => {
      const status = await statusOfBytes(mall, Buffer.from(head(new URL(mall).host), 'latin1'));
      expect(status ?? 400, 'a clear answer or a closed door').toBeLessThan(500);
      expect((await ask(`${mall}/livez`)).status).toBe(200);
    });
  }
});

test('a form whose body never ends is not waited for', async ({ deployment: { auth } }) => {
  const body = 'account='.concat('a'.repeat(300 * 1024));
  const head = `POST ${LOGIN} HTTP/1.1\r\nHost: ${new URL(auth).host}\r\nOrigin: ${auth}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const chunk = `${body.length.toString(16)}\r\n${body}\r\n`;
  expect(await statusOfBytes(auth, Buffer.from(head + chunk, 'latin1'))).toBe(413);
});
