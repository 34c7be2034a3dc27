// The keyboard of somebody who sees the page.

import { type Locator, type Page, expect } from '@playwright/test';

export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Leads the focus to a control of a page that has been loaded whole, where it stays. */
  async focus(control: Locator): Promise<void> {
    await expect(control).toBeVisible();
    await this.#isThere();
    await control.focus();
  }

  /** Presses and releases a key; what it does happens where the focus is. */
  async press(key: string): Promise<void> {
    await this.#isThere();
    await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.#isThere();
    await this.page.keyboard.type(text);
  }

  /**
   * Until the page has been loaded and painted. When the end of a page has come whose address names a part of it
   * (`/cart#line-1`), Chromium takes the focus away from where it was meanwhile. Before the first paint nobody can mean
   * a key.
   */
  async #isThere(): Promise<void> {
    await expect(async () => {
      const page = await this.page.evaluate(() => ({
        state: document.readyState,
        paints: performance.getEntriesByName('first-contentful-paint').length,
      }));
      expect(page, 'the page has been loaded and painted').toEqual({ state: 'complete', paints: 1 });
    }).toPass({ intervals: [20], timeout: 10_000 });
  }
}
