// The strip at the foot of every page: which copy of which service answered.

import type { Locator, Page } from '@playwright/test';

export class Strip {
  readonly service: Locator;
  readonly instance: Locator;
  readonly store: Locator;
  /** A short hash of the cookie that arrived, or 无. */
  readonly session: Locator;
  readonly labNote: Locator;

  constructor(page: Page) {
    this.service = page.getByTestId('strip-service');
    this.instance = page.getByTestId('strip-instance');
    this.store = page.getByTestId('strip-store');
    this.session = page.getByTestId('strip-session');
    this.labNote = page.getByRole('note').filter({ hasText: '实验模式' });
  }
}
