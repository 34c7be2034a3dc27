// The page of search results.

import type { Locator, Page, Response } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { Cards } from './cards.ts';
import { Filters } from './filters.ts';
import { Pager } from './pager.ts';

export class SearchPage {
  readonly cards: Cards;
  readonly pager: Pager;
  readonly nothingAsked: Locator;
  readonly toFrontPage: Locator;
  readonly filters: Filters;

  constructor(
    private readonly page: Page,
    private readonly deployment: Deployment,
  ) {
    this.cards = new Cards(page);
    this.pager = new Pager(page);
    this.filters = new Filters(page);
    this.nothingAsked = page.getByRole('heading', { name: '想找点什么？' });
    this.toFrontPage = page.getByRole('main').getByRole('link', { name: '逛逛首页' });
  }

  open(words: string): Promise<Response | null> {
    return this.page.goto(`${this.deployment.mall}/search?${new URLSearchParams({ q: words })}`);
  }

  results(words: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: `“${words}”的搜索结果`, exact: true });
  }

  nothing(words: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: `没有找到“${words}”`, exact: true });
  }
}
