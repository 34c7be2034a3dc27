// The forms for a new password instead of a forgotten one.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { newestMessage } from './mailbox.ts';

export class ForgotPage {
  readonly heading: Locator;
  readonly phone: Locator;
  readonly send: Locator;
  readonly code: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  /** How long until another code may be sent. */
  readonly wait: Locator;
  readonly errors: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: '设置新密码', exact: true });
    this.phone = main.getByLabel('手机号或电子邮箱');
    this.send = main.getByRole('button', { name: '获取验证码' });
    this.code = main.getByLabel('验证码', { exact: true });
    this.password = main.getByLabel('新密码', { exact: true });
    this.submit = main.getByRole('button', { name: '设置新密码' });
    this.wait = main.getByText(/秒后可以重新发送/);
    this.errors = main.getByRole('alert');
  }

  open(): Promise<Response | null> {
    return this.page.goto(`${this.deployment.auth}/login/forgot`);
  }

  async askForCode(phone: string): Promise<void> {
    await this.phone.fill(phone);
    await this.send.click();
    await this.code.waitFor();
  }

  /** What the newest message to this phone says. */
  message(phone: string): Promise<string> {
    return newestMessage(this.page, this.deployment, phone);
  }

  async fill(code: string, password: string): Promise<void> {
    await this.code.fill(code);
    await this.password.fill(password);
  }
}
