// The page for whatever went wrong.

import type { Locator, Page } from '@playwright/test';

export class ErrorPage {
  readonly home: Locator;
  readonly requestNumber: Locator;

  constructor(private readonly page: Page) {
    this.home = page.getByRole('main').getByRole('link', { name: /回到首页|Back to the front page/ });
    this.requestNumber = page.getByText(/^(请求编号：|Request number: )[0-9a-f]+-[0-9a-f]+$/);
  }

  title(text: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: text, exact: true });
  }
}
