// The form that asks for the account to be deleted, and the question after a login to such an account.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';

export class DeletionPages {
  readonly heading: Locator;
  readonly understood: Locator;
  readonly submit: Locator;
  readonly cancel: Locator;
  readonly question: Locator;
  readonly keep: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: '注销账户' });
    this.understood = main.getByRole('checkbox', { name: '我已了解会发生什么' });
    this.submit = main.getByRole('button', { name: '注销账户' });
    this.cancel = main.getByRole('link', { name: '保留账户' });
    this.question = main.getByRole('heading', { level: 1, name: '要保留账户吗？' });
    this.keep = main.getByRole('button', { name: '保留账户并登录' });
  }

  open(): Promise<Response | null> {
    return this.page.goto(`${this.deployment.auth}/account/delete`);
  }

  async ask(): Promise<void> {
    await this.open();
    await this.understood.check();
    await this.submit.click();
  }
}
