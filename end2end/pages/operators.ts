// Where an operator finds members, and looks after one of them.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import type { Member } from '../fixtures/members.ts';

export class OperatorPages {
  readonly heading: Locator;
  readonly search: Locator;
  readonly find: Locator;
  readonly found: Locator;
  readonly error: Locator;
  readonly done: Locator;
  readonly reason: Locator;
  readonly disable: Locator;
  readonly enable: Locator;
  readonly endAll: Locator;
  readonly activity: Locator;
  readonly actions: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: '账户管理' });
    this.search = main.getByRole('textbox', { name: '用户名、手机号、电子邮箱或会员编号' });
    this.find = main.getByRole('button', { name: '查找' });
    this.found = main.getByRole('search').locator('..').getByRole('listitem');
    this.error = main.getByRole('alert');
    this.done = main.getByRole('status');
    this.reason = main.getByRole('textbox', { name: '原因' });
    this.disable = main.getByRole('button', { name: '停用账户' });
    this.enable = main.getByRole('button', { name: '恢复账户' });
    this.endAll = main.getByRole('button', { name: '结束所有登录' });
    this.activity = main.getByRole('listitem').filter({ hasText: '网络地址' });
    this.actions = main.getByRole('region', { name: '客服操作记录' }).getByRole('listitem');
  }

  open(): Promise<Response | null> {
    return this.page.goto(`${this.deployment.auth}/admin`);
  }

  async openMember(member: Member): Promise<void> {
    await this.open();
    await this.search.fill(member.userName);
    await this.find.click();
    await this.heading.waitFor({ state: 'detached' });
  }

  /** The buttons that end one login; each names the device. */
  end(): Locator {
    return this.page.getByRole('main').getByRole('button', { name: /^退出：/ });
  }
}
