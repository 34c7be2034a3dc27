// Logging in over the wire.

import type { Deployment } from '../deployments/deployment.ts';
import { sessionCookie } from '../deployments/deployment.ts';
import { DEMO_PASSWORD, type Member } from '../fixtures/members.ts';
import { type Answer, ask } from './client.ts';
import type { SetCookie } from './set-cookie.ts';

export const LOGIN = '/api/auth/login';
export const LOGOUT = '/api/auth/logout';

/** Posts the login form; nothing is followed. */
export function postLogin(
  { auth }: Deployment,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return ask(auth + LOGIN, { form, headers: { origin: auth, ...headers } });
}

/** Logs in; the session cookie that was set. */
export async function logIn(deployment: Deployment, member: Member): Promise<SetCookie> {
  const answer = await postLogin(deployment, { account: member.userName, password: DEMO_PASSWORD });
  const cookie = answer.cookies.find(({ name }) => name === sessionCookie(deployment).name);
  if (!cookie) throw new Error(`nobody was logged in: ${answer.status} ${answer.text.slice(0, 300)}`);
  return cookie;
}

/** For the header `Cookie`. */
export function pair({ name, value }: SetCookie): string {
  return `${name}=${value}`;
}
