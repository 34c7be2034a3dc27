// What is said to somebody who comes from a login and is not logged in.

import type { Locator, Page } from '@playwright/test';

export class CheckPage {
  /** The cookie did not come back. */
  readonly dropped: Locator;
  /** It came back, and the copy that answered does not know it. */
  readonly unknown: Locator;
  readonly hints: Locator;
  readonly again: Locator;

  constructor(page: Page) {
    const main = page.getByRole('main');
    this.dropped = main.getByRole('heading', { name: '你没有登录：浏览器没有带来 Cookie' });
    this.unknown = main.getByRole('heading', { name: '你没有登录：这一个服务不认识你的会话' });
    this.hints = main.getByRole('listitem');
    this.again = main.getByRole('link', { name: '重新登录' });
  }
}
