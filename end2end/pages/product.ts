// A product's page, with one of its variants chosen by the address.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';

export class ProductPage {
  readonly trail: Locator;
  readonly name: Locator;
  readonly price: Locator;
  readonly quantity: Locator;
  readonly add: Locator;
  readonly buy: Locator;
  /** What was said after adding. */
  readonly added: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    this.trail = page.getByRole('navigation', { name: '当前位置' });
    this.name = page.getByRole('heading', { level: 1 });
    // The one thing on the page that is announced when it changes.
    this.price = page.locator('[aria-live=polite]');
    this.quantity = page.getByRole('main').getByLabel('数量');
    this.add = page.getByRole('main').getByRole('button', { name: '加入购物车' });
    this.buy = page.getByRole('main').getByRole('button', { name: '立即购买' });
    this.added = page.getByRole('main').getByText(/^已加入购物车/);
  }

  address(sku: number): string {
    return `${this.deployment.mall}/p/${sku}`;
  }

  open(sku: number): Promise<Response | null> {
    return this.page.goto(this.address(sku));
  }

  /** A value of an option, such as 512GB of 存储容量. */
  value(option: string, value: string): Locator {
    return this.page.getByRole('group', { name: option }).getByRole('link', { name: value, exact: true });
  }
}
