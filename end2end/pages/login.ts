// The login form.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { DEMO_PASSWORD, type Member } from '../fixtures/members.ts';

export class LoginPage {
  readonly heading: Locator;
  readonly account: Locator;
  readonly password: Locator;
  readonly remember: Locator;
  readonly submit: Locator;
  readonly error: Locator;
  readonly done: Locator;
  readonly forgot: Locator;
  readonly byCode: Locator;
  /** Only with JavaScript. */
  readonly show: Locator;
  readonly hide: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: '登录', exact: true });
    this.account = main.getByLabel('用户名、手机号或电子邮箱');
    this.password = main.getByLabel('密码', { exact: true });
    this.remember = main.getByRole('checkbox', { name: '记住我', exact: true });
    this.submit = main.getByRole('button', { name: '登录', exact: true });
    this.error = main.getByRole('alert');
    this.done = main.getByRole('status');
    this.byCode = main.getByRole('link', { name: '用验证码登录', exact: true });
    this.forgot = main.getByRole('link', { name: '忘记密码？', exact: true });
    this.show = main.getByRole('button', { name: '显示', exact: true });
    this.hide = main.getByRole('button', { name: '隐藏', exact: true });
  }

  /** With `next`, exactly as it stands, where that is what the story is about. */
  open(next?: string): Promise<Response | null> {
    const query = next === undefined ? '' : `?${new URLSearchParams({ next })}`;
    return this.page.goto(`${this.deployment.auth}/login${query}`);
  }

  async logIn(account: string, password: string): Promise<void> {
    await this.account.fill(account);
    await this.password.fill(password);
    await this.submit.click();
  }

  logInAs({ userName }: Member): Promise<void> {
    return this.logIn(userName, DEMO_PASSWORD);
  }
}
