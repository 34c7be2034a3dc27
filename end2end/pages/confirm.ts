// The password again, before something sensitive.

import type { Locator, Page } from '@playwright/test';

export class ConfirmPage {
  readonly heading: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly cancel: Locator;
  readonly error: Locator;

  constructor(page: Page) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: '请再输入一次密码' });
    this.password = main.getByLabel('密码', { exact: true });
    this.submit = main.getByRole('button', { name: '确认', exact: true });
    this.cancel = main.getByRole('link', { name: '先不做了' });
    this.error = main.getByRole('alert');
  }

  async confirm(password: string): Promise<void> {
    await this.password.fill(password);
    await this.submit.click();
  }
}
