// What a list can be narrowed down by, and what it is narrowed down by.

import { type Locator, type Page, expect } from '@playwright/test';

export class Filters {
  readonly form: Locator;
  readonly minimum: Locator;
  readonly maximum: Locator;
  readonly apply: Locator;
  /** The chosen filters, each a link that takes it back. */
  readonly chosen: Locator;
  readonly clear: Locator;
  readonly error: Locator;
  /** Opens the form where there is no room beside the list. */
  readonly unfold: Locator;

  constructor(private readonly page: Page) {
    this.form = page.getByRole('form', { name: '筛选' });
    this.minimum = this.form.getByLabel('最低价（元）');
    this.maximum = this.form.getByLabel('最高价（元）');
    this.apply = this.form.getByRole('button', { name: '查看商品' });
    const chosen = page.getByRole('navigation', { name: '已选条件' });
    this.chosen = chosen.getByRole('listitem').getByRole('link');
    this.clear = chosen.getByRole('link', { name: '清空' });
    this.error = page.getByRole('alert');
    this.unfold = page.locator('summary', { hasText: '筛选' });
  }

  value(filter: string, value: string): Locator {
    return this.form.getByRole('group', { name: filter }).getByRole('checkbox', { name: value });
  }

  /** How many products a value promises. */
  async count(filter: string, value: string): Promise<number> {
    const label = this.form.getByRole('group', { name: filter }).locator('label', { hasText: value });
    return Number(await label.locator('small').innerText());
  }

  takeBack(name: string): Locator {
    return this.page.getByRole('link', { name: `取消筛选：${name}`, exact: true });
  }

  sortedBy(order: string): Locator {
    return this.page.getByRole('navigation', { name: '排序' }).getByRole('link', { name: order, exact: true });
  }

  async areTold(names: readonly string[]): Promise<void> {
    await expect(this.chosen).toHaveText([...names]);
  }
}
