// The forms for an e-mail address and for another phone.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { codeIn, newestMessage } from './mailbox.ts';

export class ContactPage {
  readonly email: Locator;
  readonly phone: Locator;
  readonly send: Locator;
  readonly code: Locator;
  readonly confirmEmail: Locator;
  readonly removeEmail: Locator;
  readonly changePhone: Locator;
  /** How long until another code may be sent. */
  readonly wait: Locator;
  readonly errors: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.email = main.getByLabel('电子邮箱', { exact: true });
    this.phone = main.getByLabel('手机号', { exact: true });
    this.send = main.getByRole('button', { name: '获取验证码' });
    this.code = main.getByLabel('验证码', { exact: true });
    this.confirmEmail = main.getByRole('button', { name: '绑定电子邮箱' });
    this.removeEmail = main.getByRole('button', { name: '解除电子邮箱' });
    this.changePhone = main.getByRole('button', { name: '更换手机号' });
    this.wait = main.getByText(/秒后可以重新发送/);
    this.errors = main.getByRole('alert');
  }

  open(which: 'email' | 'phone'): Promise<Response | null> {
    return this.page.goto(`${this.deployment.auth}/account/${which}`);
  }

  /** The code in the newest message to this phone or address, as people read it. */
  async codeTo(recipient: string): Promise<string> {
    return codeIn(await newestMessage(this.page, this.deployment, recipient));
  }
}
