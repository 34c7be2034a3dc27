// The forms for a login with a code instead of the password.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { codeIn, newestMessage } from './mailbox.ts';

export class CodeLoginPage {
  readonly heading: Locator;
  readonly phone: Locator;
  readonly send: Locator;
  readonly code: Locator;
  readonly remember: Locator;
  readonly submit: Locator;
  /** How long until another code may be sent. */
  readonly wait: Locator;
  readonly errors: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: '用验证码登录', exact: true });
    this.phone = main.getByLabel('手机号或电子邮箱');
    this.send = main.getByRole('button', { name: '获取验证码' });
    this.code = main.getByLabel('验证码', { exact: true });
    this.remember = main.getByRole('checkbox', { name: '记住我', exact: true });
    this.submit = main.getByRole('button', { name: '登录', exact: true });
    this.wait = main.getByText(/秒后可以重新发送/);
    this.errors = main.getByRole('alert');
  }

  open(): Promise<Response | null> {
    return this.page.goto(`${this.deployment.auth}/login/code`);
  }

  async askForCode(recipient: string): Promise<void> {
    await this.phone.fill(recipient);
    await this.send.click();
    await this.code.waitFor();
  }

  /** The code in the newest message to this phone, as people read it. */
  async codeTo(recipient: string): Promise<string> {
    return codeIn(await newestMessage(this.page, this.deployment, recipient));
  }
}
