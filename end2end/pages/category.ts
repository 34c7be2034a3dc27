// A category's page.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { Cards } from './cards.ts';
import { Filters } from './filters.ts';

export class CategoryPage {
  readonly cards: Cards;
  readonly trail: Locator;
  readonly narrower: Locator;
  readonly filters: Filters;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    this.cards = new Cards(page);
    this.filters = new Filters(page);
    this.trail = page.getByRole('navigation', { name: '当前位置' });
    this.narrower = page.getByRole('navigation', { name: '细分类别' });
  }

  open(slug: string): Promise<Response | null> {
    return this.page.goto(`${this.deployment.mall}/c/${slug}`);
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }
}
