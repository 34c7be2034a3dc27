// The mailbox in which a demonstration keeps the messages that no phone gets.

import type { Page } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';

/** What the newest message to this phone says, read in a page of its own. */
export async function newestMessage(page: Page, deployment: Deployment, phone: string): Promise<string> {
  const mailbox = await page.context().newPage();
  await mailbox.goto(`${deployment.auth}/mailbox`);
  const letter = mailbox.getByRole('listitem').filter({ hasText: phone }).first();
  const words = await letter.innerText();
  await mailbox.close();
  return words;
}

/** The code in a message. */
export const codeIn = (message: string): string => /\b\d{6}\b/.exec(message)?.[0] ?? '';
