// What is said right after the password was right and the login did not hold all the same.

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
    this.dropped = main.getByRole('heading', { name: '密码正确，但浏览器没有保存登录状态' });
    this.unknown = main.getByRole('heading', { name: '密码正确，但这一个服务不认识你的会话' });
    this.hints = main.getByRole('listitem');
    this.again = main.getByRole('link', { name: '重新登录' });
  }
}
