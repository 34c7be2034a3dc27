// The front page.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { Cards } from './cards.ts';

export class FrontPage {
  readonly cards: Cards;
  readonly menu: Locator;
  readonly banner: Locator;
  readonly picks: Locator;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    this.cards = new Cards(page);
    this.menu = page.getByRole('navigation', { name: '商品分类' });
    this.banner = page.getByRole('heading', { level: 1, name: '把灯点亮，把家安顿好' });
    this.picks = page.getByRole('region', { name: '今日推荐' });
  }

  open(): Promise<Response | null> {
    return this.page.goto(`${this.deployment.mall}/`);
  }

  category(name: string): Locator {
    return this.menu.getByRole('link', { name, exact: true });
  }
}
