// The bar on top of every page of both services, and the search field below it.

import { type Locator, type Page, expect } from '@playwright/test';
import { Keyboard } from './keyboard.ts';

export type Language = '中文' | 'English';
export type Theme = '跟随系统' | '浅色' | '深色';

export class Header {
  readonly loginLink: Locator;
  readonly registerLink: Locator;
  /** The picture beside the nickname, which says nothing that the nickname does not. */
  readonly portrait: Locator;
  readonly logoutButton: Locator;
  readonly orders: Locator;
  /** What the nickname opens; its links can be found while it is open. */
  readonly menu: Locator;
  /** Said instead of either when it is not known who is asking. */
  readonly unavailable: Locator;
  readonly searchField: Locator;
  readonly home: Locator;

  constructor(private readonly page: Page) {
    const visitor = page.getByRole('navigation', { name: /^(账户|Account)$/ });
    this.loginLink = visitor.getByRole('link', { name: /请登录|log in/ });
    this.registerLink = visitor.getByRole('link', { name: /注册|Register/ });
    this.menu = visitor.getByRole('list');
    this.portrait = visitor.locator('img');
    this.orders = visitor.getByRole('link', { name: /我的订单|My orders/ });
    this.logoutButton = visitor.getByRole('button', { name: /退出登录|Log out/ });
    this.unavailable = visitor.getByRole('status').filter({ hasText: '暂时无法确认登录状态' });
    this.searchField = page.getByRole('search').getByLabel(/^(搜索商品|Search products)$/);
    this.home = page.getByRole('banner').getByRole('link', { name: /谷粒商城|Guli Mall/ });
  }

  /** The nickname, which opens the menu. */
  member(nickname: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${escaped(nickname)}(，我的账户|, my account)$`, 'u') });
  }

  language(language: Language): Locator {
    return this.page.getByRole('form', { name: /^(语言|Language)$/ }).getByRole('button', { name: language });
  }

  theme(theme: Theme): Locator {
    return this.page.getByRole('form', { name: '外观' }).getByRole('button', { name: theme });
  }

  /** On a page that loads islands: all of them wake up together, and the search field says when. */
  async islandsAreAwake(): Promise<void> {
    await expect(this.searchField).toHaveRole('combobox');
  }

  async search(words: string): Promise<void> {
    const keyboard = new Keyboard(this.page);
    await keyboard.focus(this.searchField);
    await this.searchField.fill(words);
    await keyboard.press('Enter');
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
