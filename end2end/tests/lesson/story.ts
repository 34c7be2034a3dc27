// What every failure of the lesson has in common: a login that auth knows of and the mall does not show.

import type { Page, Response } from '@playwright/test';
import { type Deployment, sessionCookie } from '../../deployments/deployment.ts';
import { zhangsan } from '../../fixtures/members.ts';
import { LoginPage } from '../../pages/login.ts';
import { parseSetCookie, type SetCookie } from '../../wire/set-cookie.ts';

export interface Step {
  readonly status: number;
  /** Which copy answered: the gateway says so. */
  readonly copy: string;
  /** The session cookie the browser sent. */
  readonly sent: string | undefined;
  /** The session cookie the answer set or took back. */
  readonly set: SetCookie | undefined;
}

/** Logs in with the form; every navigation from the post on, in order. */
export async function logInAndWatch(page: Page, deployment: Deployment): Promise<Step[]> {
  const login = new LoginPage(page, deployment);
  // What the form needs is loaded: no other request comes between those that are watched.
  await login.open();
  await page.waitForLoadState('networkidle');
  const responses: Response[] = [];
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) responses.push(response);
  });
  await login.logInAs(zhangsan);
  await page.getByRole('main').waitFor();
  await page.waitForLoadState('networkidle');
  return Promise.all(responses.map((response) => step(response, deployment)));
}

export async function step(response: Response, deployment: Deployment): Promise<Step> {
  const { name } = sessionCookie(deployment);
  const sent = await response.request().allHeaders();
  const setCookies = await response.headersArray();
  return {
    status: response.status(),
    copy: (await response.allHeaders())['x-upstream'] ?? '',
    sent: (sent['cookie'] ?? '')
      .split('; ')
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1),
    set: setCookies
      .filter((header) => header.name.toLowerCase() === 'set-cookie')
      .map((header) => parseSetCookie(header.value))
      .find((cookie) => cookie.name === name),
  };
}
