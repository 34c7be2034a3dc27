// The forms for a new account.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { newestMessage } from './mailbox.ts';

export class RegisterPage {
  readonly heading: Locator;
  readonly phone: Locator;
  readonly send: Locator;
  readonly code: Locator;
  readonly userName: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly sendAgain: Locator;
  /** How long until another code may be sent. */
  readonly wait: Locator;
  readonly errors: Locator;
  readonly logIn: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: '注册', exact: true });
    this.phone = main.getByLabel('手机号');
    this.send = main.getByRole('button', { name: '获取验证码' });
    this.code = main.getByLabel('验证码', { exact: true });
    this.userName = main.getByLabel('用户名');
    this.password = main.getByLabel('密码', { exact: true });
    this.submit = main.getByRole('button', { name: '注册并登录' });
    this.sendAgain = main.getByRole('button', { name: '重新发送' });
    this.wait = main.getByText(/秒后可以重新发送/);
    this.errors = main.getByRole('alert');
    this.logIn = main.getByRole('link', { name: '登录', exact: true });
  }

  open(): Promise<Response | null> {
    return this.page.goto(`${this.deployment.auth}/register`);
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

  async fill(code: string, userName: string, password: string): Promise<void> {
    await this.code.fill(code);
    await this.userName.fill(userName);
    await this.password.fill(password);
  }
}
