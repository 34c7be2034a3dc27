// Where the member is logged in.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';

export class SessionsPage {
  readonly heading: Locator;
  readonly devices: Locator;
  readonly here: Locator;
  readonly elsewhere: Locator;
  readonly endOthers: Locator;
  readonly endAll: Locator;
  readonly error: Locator;
  readonly done: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: '登录的设备' });
    this.devices = main.getByRole('listitem');
    this.here = this.devices.filter({ hasText: '这一台' });
    this.elsewhere = this.devices.filter({ hasNotText: '这一台' });
    this.endOthers = main.getByRole('button', { name: '退出其他所有设备' });
    this.endAll = main.getByRole('button', { name: '退出所有设备，包括这一台' });
    this.error = main.getByRole('alert');
    this.done = main.getByRole('status');
  }

  get address(): string {
    return `${this.deployment.auth}/account/sessions`;
  }

  open(): Promise<Response | null> {
    return this.page.goto(this.address);
  }

  /** The button of one device; it names the device it ends. */
  end(device: Locator): Locator {
    return device.getByRole('button', { name: /^退出：/ });
  }
}
