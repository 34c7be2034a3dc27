// The page of the cart, and the way to it in the header.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { Keyboard } from './keyboard.ts';

export class CartPage {
  readonly heading: Locator;
  readonly lines: Locator;
  readonly total: Locator;
  readonly tickAll: Locator;
  readonly undo: Locator;
  readonly logIn: Locator;
  readonly empty: Locator;
  readonly checkout: Locator;
  /** In the header of every page; its name ends with the number of pieces, if that is known. */
  readonly link: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1 });
    this.lines = main.getByRole('listitem');
    this.total = main.getByText(/^已选/).locator('..');
    this.tickAll = main.getByRole('checkbox', { name: '全选' });
    this.undo = main.getByRole('button', { name: '撤销' });
    this.logIn = main.getByRole('link', { name: '去登录' });
    this.empty = main.getByRole('heading', { name: '购物车还是空的' });
    this.checkout = main.getByRole('link', { name: '去结算' });
    this.link = page.getByRole('banner').getByRole('link', { name: /^购物车/ });
  }

  get address(): string {
    return `${this.deployment.mall}/cart`;
  }

  open(): Promise<Response | null> {
    return this.page.goto(this.address);
  }

  line(sku: number): CartLine {
    return new CartLine(this.page.locator(`#line-${sku}`), new Keyboard(this.page));
  }
}

export class CartLine {
  readonly quantity: Locator;
  readonly less: Locator;
  readonly more: Locator;
  readonly tick: Locator;
  readonly remove: Locator;

  constructor(
    readonly whole: Locator,
    private readonly keyboard: Keyboard,
  ) {
    this.quantity = whole.getByRole('textbox', { name: /^数量/ });
    this.less = whole.getByRole('button', { name: /^减少一件/ });
    this.more = whole.getByRole('button', { name: /^增加一件/ });
    this.tick = whole.getByRole('checkbox');
    this.remove = whole.getByRole('button', { name: /^移出/ });
  }

  /** Types another quantity and sends it, as one does with the keyboard. */
  async set(quantity: string): Promise<void> {
    await this.keyboard.focus(this.quantity);
    await this.quantity.fill(quantity);
    await this.keyboard.press('Enter');
  }
}
