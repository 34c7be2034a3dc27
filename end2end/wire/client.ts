// HTTP without a browser: what is asked is what is sent, no redirect is followed, no cookie is kept.
//
// Not Playwright's `request`: Node does not resolve `*.localhost` everywhere, and a test of cookies should see each of
// them go by.

import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { type SetCookie, parseSetCookie } from './set-cookie.ts';

export interface Ask {
  method?: string;
  headers?: Record<string, string | string[]>;
  /** The value of the header `Cookie`. */
  cookie?: string | undefined;
  /** Sent as a form is. */
  form?: Record<string, string>;
  body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: SetCookie[];
  readonly text: string;
}

const connections = new Agent({ keepAlive: true, maxSockets: 16 });
const LIMIT = 20_000;

export function ask(address: string, options: Ask = {}): Promise<Answer> {
  // Taken apart by hand: `URL` would tidy up what a test wants to send untidily.
  const [, host = '', port = '80', target = '/'] = /^http:\/\/([^:/]+):(\d+)(.*)$/s.exec(address) ?? [];
  const body = options.form ? new URLSearchParams(options.form).toString() : options.body;
  const headers = {
    host: `${host}:${port}`,
    ...(options.form && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    ...(options.cookie !== undefined && { cookie: options.cookie }),
    ...options.headers,
  };
  const method = options.method ?? (body === undefined ? 'GET' : 'POST');
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path: target || '/', method, headers, agent: connections, timeout: LIMIT },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            cookies: (response.headers['set-cookie'] ?? []).map(parseSetCookie),
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`no answer from ${address} within ${LIMIT / 1000} s`)));
    asked.on('error', reject);
    asked.end(body);
  });
}
