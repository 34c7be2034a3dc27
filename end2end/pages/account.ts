// The member's own page.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';

export class AccountPage {
  readonly nickname: Locator;
  readonly logoutButton: Locator;
  readonly toMall: Locator;
  readonly newNickname: Locator;
  readonly saveNickname: Locator;
  readonly currentPassword: Locator;
  readonly newPassword: Locator;
  readonly changePassword: Locator;
  readonly toSessions: Locator;
  readonly error: Locator;
  readonly done: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.nickname = main.getByRole('heading', { level: 1 });
    this.logoutButton = main.getByRole('button', { name: '退出登录' });
    this.toMall = main.getByRole('link', { name: '去逛商城' });
    this.newNickname = main.getByLabel('新的昵称');
    this.saveNickname = main.getByRole('button', { name: '保存昵称' });
    this.currentPassword = main.getByLabel('当前密码');
    this.newPassword = main.getByLabel('新密码');
    this.changePassword = main.getByRole('button', { name: '修改密码' });
    this.toSessions = main.getByRole('link', { name: '查看登录的设备' });
    this.error = main.getByRole('alert');
    this.done = main.getByRole('status');
  }

  get address(): string {
    return `${this.deployment.auth}/account`;
  }

  open(): Promise<Response | null> {
    return this.page.goto(this.address);
  }

  async rename(nickname: string): Promise<void> {
    await this.newNickname.fill(nickname);
    await this.saveNickname.click();
  }

  async setPassword(current: string, next: string): Promise<void> {
    await this.currentPassword.fill(current);
    await this.newPassword.fill(next);
    await this.changePassword.click();
  }

  fact(term: string): Locator {
    return this.page
      .getByRole('main')
      .locator('dl > div')
      .filter({ has: this.page.locator('dt', { hasText: term }) })
      .getByRole('definition');
  }
}
