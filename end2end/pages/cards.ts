// Products side by side, as the front page, a category and a search show them.

import type { Locator, Page } from '@playwright/test';

export class Cards {
  readonly all: Locator;

  constructor(page: Page) {
    this.all = page.getByRole('main').getByRole('link').and(page.locator('a[href^="/p/"]'));
  }

  named(name: string): Locator {
    return this.all.filter({ hasText: name });
  }
}
