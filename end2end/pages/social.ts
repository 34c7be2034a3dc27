// Logging in with another provider: its own page, and ours around it.

import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

export class SocialPages {
  /** On the login page. */
  readonly logIn: Locator;
  /** On the page that asks who one is. */
  readonly confirm: Locator;
  /** On the account page. */
  readonly link: Locator;
  readonly unlink: Locator;
  /** At the provider. */
  readonly question: Locator;
  readonly deny: Locator;
  /** On the page for a new account. */
  readonly newAccount: Locator;
  readonly userName: Locator;
  readonly register: Locator;
  readonly error: Locator;

  constructor(private readonly page: Page) {
    const main = page.getByRole('main');
    this.logIn = main.getByRole('button', { name: '用Demo ID登录' });
    this.confirm = main.getByRole('button', { name: '用Demo ID确认' });
    this.link = main.getByRole('button', { name: '绑定Demo ID', exact: true });
    this.unlink = main.getByRole('button', { name: '解除绑定Demo ID', exact: true });
    this.question = page.getByRole('heading', { level: 1, name: '你是谁？' });
    this.deny = page.getByRole('button', { name: '不同意' });
    this.newAccount = main.getByRole('heading', { level: 1, name: '创建账户' });
    this.userName = main.getByLabel('用户名', { exact: true });
    this.register = main.getByRole('button', { name: '注册并登录' });
    this.error = main.getByRole('alert');
  }

  /** At the provider, as somebody of this name: the same name is always the same person. */
  async beSomebody(name: string): Promise<void> {
    await expect(this.question).toBeVisible();
    expect(new URL(this.page.url()).hostname, 'another site').toBe('127.0.0.1');
    await this.page.getByLabel('另一个人').fill(name);
    await this.page.getByRole('button', { name: '用这个名字继续' }).click();
  }
}
