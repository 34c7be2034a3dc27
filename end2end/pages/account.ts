// The member's own page.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';

export class AccountPage {
  readonly nickname: Locator;
  readonly logoutButton: Locator;
  readonly toMall: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.nickname = main.getByRole('heading', { level: 1 });
    this.logoutButton = main.getByRole('button', { name: '退出登录' });
    this.toMall = main.getByRole('link', { name: '去逛商城' });
  }

  get address(): string {
    return `${this.deployment.auth}/account`;
  }

  open(): Promise<Response | null> {
    return this.page.goto(this.address);
  }

  fact(term: string): Locator {
    return this.page
      .getByRole('main')
      .locator('dl > div')
      .filter({ has: this.page.locator('dt', { hasText: term }) })
      .getByRole('definition');
  }
}
