import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';
import { ask } from '../../wire/client.ts';
import { logIn, pair } from '../../wire/log-in.ts';

/** The files a page asks for. */
async function filesOf(mall: string): Promise<string[]> {
  const { text } = await ask(`${mall}/p/100101`, { headers: { accept: 'text/html' } });
  const files = [...text.matchAll(/(?:href|src)="(\/(?:pkg|pictures)\/[^"]+|\/favicon\.svg)"/g)].map((found) => found[1]!);
  expect(files.some((file) => file.endsWith('.css'))).toBe(true);
  expect(files.some((file) => file.startsWith('/pictures/'))).toBe(true);
  return [...new Set(files)];
}

test('files a browser has are not sent again', async ({ deployment: { mall } }) => {
  for (const file of await filesOf(mall)) {
    const first = await ask(mall + file);
    expect(first.status, file).toBe(200);
    expect(first.headers.etag, file).toBeTruthy();
    const again = await ask(mall + file, { headers: { 'if-none-match': first.headers.etag! } });
    expect(again.status, file).toBe(304);
    expect(again.text).toBe('');
  }
});

test('a file with a hash in its name never changes; any other is asked about or soon too old', async ({ deployment: { mall } }) => {
  for (const file of await filesOf(mall)) {
    const { headers } = await ask(mall + file);
    const caching = headers['cache-control'] ?? '';
    if (/\.[\w-]{16,}\.\w+$/.test(file)) expect(caching).toContain('immutable');
    else if (file.startsWith('/pkg/')) expect(caching).toBe('no-cache');
    else expect(caching).not.toContain('immutable');
    expect(caching).not.toContain('no-store');
  }
});

for (const encoding of ['br', 'gzip']) {
  test(`text travels as ${encoding} where it is understood`, async ({ deployment: { mall } }) => {
    for (const file of ['/', ...(await filesOf(mall))].filter((file) => !file.endsWith('.wasm') && file !== '/favicon.svg')) {
      const { headers } = await ask(mall + file, { headers: { 'accept-encoding': encoding } });
      expect(headers['content-encoding'], file).toBe(encoding);
      expect(headers.vary, file).toContain('accept-encoding');
    }
  });
}

test('files know nothing of who is asking', async ({ deployment }) => {
  const cookie = pair(await logIn(deployment, zhangsan));
  for (const file of [...(await filesOf(deployment.mall)), '/robots.txt']) {
    const { headers } = await ask(deployment.mall + file, { cookie });
    expect(headers['set-cookie'], file).toBeUndefined();
    expect(headers.vary ?? '', file).not.toMatch(/cookie/i);
  }
});

test('nothing outside of the folder can be had', async ({ deployment: { mall } }) => {
  for (const path of [
    '/pkg/../../Cargo.toml',
    '/pkg/..%2f..%2f..%2fCargo.toml',
    '/pkg/%2e%2e/%2e%2e/Cargo.toml',
    '/pkg/....//Cargo.toml',
    '/pictures/..%2fphone-sky.svg',
    '/pkg/',
    '/pkg/%00',
    '/pkg/no-such-file.css',
  ]) {
    const { status, text } = await ask(mall + path);
    expect(status, path).toBeGreaterThanOrEqual(400);
    expect(status, path).toBeLessThan(500);
    expect(text).not.toContain('[workspace]');
  }
});
