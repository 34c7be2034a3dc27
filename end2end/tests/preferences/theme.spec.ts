import type { Page } from '@playwright/test';
import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

const background = (page: Page) => page.locator('html').evaluate((html) => getComputedStyle(html).backgroundColor);

test('the page follows the system until one chooses', async ({ front, page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await front.open();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  const light = await background(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => background(page)).not.toBe(light);
});

test('a chosen theme wins over the system, here and at the other service', async ({ front, header, login, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await front.open();
  const dark = await background(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => background(page)).not.toBe(dark);

  await header.theme('深色').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(header.theme('深色')).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => background(page)).toBe(dark);

  await header.loginLink.click();
  await expect(login.heading).toBeVisible();
  await expect(page.locator('html'), 'at auth').toHaveAttribute('data-theme', 'dark');
  await login.logInAs(zhangsan);
  await expect(header.member(zhangsan.nickname)).toBeVisible();
  await expect(page.locator('html'), 'and after the login').toHaveAttribute('data-theme', 'dark');

  await header.theme('跟随系统').click();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  expect(await background(page)).not.toBe(dark);
});

test('chosen at auth, it holds on the mall', async ({ login, header, front, page }) => {
  await login.open();
  await header.theme('浅色').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await front.open();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});
