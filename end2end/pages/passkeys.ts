// Passkeys, and the authenticator of a device: Chromium's own, in software.

import type { CDPSession, Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';

export class PasskeysPage {
  readonly heading: Locator;
  readonly name: Locator;
  readonly add: Locator;
  readonly items: Locator;
  readonly rename: Locator;
  readonly newName: Locator;
  readonly done: Locator;
  readonly error: Locator;
  readonly needsJavaScript: Locator;
  /** On the login page. */
  readonly logIn: Locator;
  /** On the page that asks who one is. */
  readonly confirm: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: '通行密钥' });
    this.name = main.getByLabel('新通行密钥的名称');
    this.add = main.getByRole('button', { name: '添加通行密钥' });
    this.items = main.getByRole('listitem');
    this.rename = main.getByRole('button', { name: '改名' });
    this.newName = main.getByLabel('名称', { exact: true });
    this.done = main.getByRole('status');
    this.error = main.getByRole('alert');
    this.needsJavaScript = main.getByText('添加通行密钥需要 JavaScript');
    this.logIn = main.getByRole('button', { name: '用通行密钥登录' });
    this.confirm = main.getByRole('button', { name: '用通行密钥确认' });
  }

  get address(): string {
    return `${this.deployment.auth}/account/passkeys`;
  }

  open(): Promise<Response | null> {
    return this.page.goto(this.address);
  }

  remove(name: string): Locator {
    return this.page.getByRole('main').getByRole('button', { name: `删除${name}`, exact: true });
  }
}

/** A device with a screen lock, as the page's browser has one. */
export class Device {
  private constructor(
    private readonly session: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  static async of(page: Page): Promise<Device> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Device(session, authenticatorId);
  }

  /** Whether whoever holds it can unlock it. */
  async isUnlocked(isUserVerified: boolean): Promise<void> {
    await this.session.send('WebAuthn.setUserVerified', { authenticatorId: this.authenticatorId, isUserVerified });
  }
}
