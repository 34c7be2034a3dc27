// Turning the pages of a long list.

import type { Locator, Page } from '@playwright/test';

export class Pager {
  readonly nav: Locator;
  readonly next: Locator;
  readonly previous: Locator;

  constructor(page: Page) {
    this.nav = page.getByRole('navigation', { name: '分页' });
    this.next = this.nav.getByRole('link', { name: '下一页' });
    this.previous = this.nav.getByRole('link', { name: '上一页' });
  }
}
