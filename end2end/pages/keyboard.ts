// The keyboard of somebody who sees the page.

import { type Page, expect } from '@playwright/test';

export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Presses and releases a key; what it does happens where the focus is. */
  async press(key: string): Promise<void> {
    await this.#isPainted();
    await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.#isPainted();
    await this.page.keyboard.type(text);
  }

  /** Until a new page has been painted Chromium throws away what is pressed: nobody can have meant it. */
  async #isPainted(): Promise<void> {
    await expect(async () => {
      const painted = await this.page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length);
      expect(painted, 'the page has been painted').toBe(1);
    }).toPass({ intervals: [20], timeout: 10_000 });
  }
}
