import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';
import { ask } from '../../wire/client.ts';
import { logIn, pair } from '../../wire/log-in.ts';

const html = { accept: 'text/html' };

test('pages take powers away from themselves', async ({ deployment }) => {
  const { mall, auth, topology } = deployment;
  // Whoever serves the mall leads to the provider of payments as well.
  const provider = mall.replace('//', '//pay-');
  for (const address of [`${mall}/`, `${mall}/p/100101`, `${auth}/login`, `${mall}/no-such-page`]) {
    const { headers } = await ask(address, { headers: html });
    expect(headers, address).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['permissions-policy']).toContain('camera=()');
    const policy = directives(headers['content-security-policy']);
    expect(policy).toMatchObject({
      'default-src': ["'none'"],
      'style-src': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
    expect(policy['script-src']).toContain("'strict-dynamic'");
    expect(policy['script-src']?.join(' ')).not.toContain('unsafe-inline');
    const isOfMall = topology === 'T1' || !address.endsWith('/login');
    const isOfAuth = topology === 'T1' || address.endsWith('/login');
    // The provider of logins for demonstrations, wherever it listens.
    const logins = policy['form-action']?.filter((target) => /^http:\/\/127\.0\.0\.1:\d+$/.test(target)) ?? [];
    expect(logins, address).toHaveLength(isOfAuth && topology !== 'T8' ? 1 : 0);
    const targets = ["'self'", mall, auth, ...(isOfMall ? [provider] : []), ...logins];
    expect(new Set(policy['form-action']), address).toEqual(new Set(targets));
    expect(headers['strict-transport-security'], 'means nothing over plain http').toBeUndefined();
  }
});

test('every script of a page carries the nonce of that answer alone', async ({ deployment }) => {
  const nonces = new Set<string>();
  for (let turn = 0; turn < 4; turn += 1) {
    const { headers, text } = await ask(`${deployment.mall}/p/100101`, { headers: html });
    const nonce = /'nonce-([\w+/=-]{16,})'/.exec(headers['content-security-policy'] as string)?.[1];
    expect(nonce).toBeTruthy();
    const scripts = text.match(/<script[^>]*>/g) ?? [];
    expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([]);
    nonces.add(nonce!);
  }
  expect(nonces.size).toBe(4);
});

test('whatever knows who is asking is not stored', async ({ deployment }) => {
  const { mall, auth } = deployment;
  const cookie = pair(await logIn(deployment, zhangsan));
  for (const address of [
    `${mall}/`,
    `${mall}/search?q=a`,
    `${mall}/p/100101`,
    `${mall}/no-such-page`,
    `${mall}/api/session/viewer`,
    `${auth}/login`,
    `${auth}/account`,
  ]) {
    for (const who of [cookie, undefined]) {
      const { headers } = await ask(address, { headers: html, cookie: who });
      expect(headers['cache-control'], address).toBe('no-store');
    }
  }
});

test('every answer has a number of its own, and none from outside', async ({ deployment }) => {
  const given = 'made-up-by-the-client';
  const numbers = new Set<unknown>();
  for (let turn = 0; turn < 4; turn += 1) {
    const { headers } = await ask(`${deployment.mall}/`, { headers: { 'x-request-id': given } });
    numbers.add(headers['x-request-id']);
  }
  expect(numbers.size).toBe(4);
  expect(numbers).not.toContain(given);
});

function directives(policy: string | string[] | undefined): Record<string, string[]> {
  return Object.fromEntries(
    String(policy)
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = '', ...values]) => [name, values]),
  );
}
