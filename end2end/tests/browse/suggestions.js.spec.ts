import { expect, test } from '../../fixtures/test.ts';

test('what is typed suggests categories and products, and the arrows lead there', async ({ front, header, keyboard, page }) => {
  await front.open();
  await keyboard.focus(header.searchField);
  await expect(header.searchField).toHaveRole('combobox');
  await keyboard.type('耳');
  const options = page.getByRole('listbox', { name: '搜索建议' }).getByRole('option');
  await expect(options.first()).toHaveText('头戴耳机');
  await expect(header.searchField).toHaveAttribute('aria-expanded', 'true');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('ArrowUp');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Enter');
  await expect(page).toHaveURL(/\/c\/headphones$/);
});

test('Escape closes the list, and Enter then searches for what was typed', async ({ front, header, search, keyboard, page }) => {
  await front.open();
  await keyboard.focus(header.searchField);
  await keyboard.type('ket');
  const options = page.getByRole('option');
  await expect(options.first()).toBeVisible();
  await keyboard.press('Escape');
  await expect(options).toHaveCount(0);
  await keyboard.press('Enter');
  await expect(search.results('ket')).toBeVisible();
});

test('what was typed before the island was awake is suggested for, too', async ({ front, header, page }) => {
  await page.route('**/*.wasm', async (route) => {
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[name=q]')?.value === '台灯');
    await route.continue();
  });
  await front.open();
  await header.searchField.fill('台灯');
  await expect(page.getByRole('option').first()).toHaveText('台灯');
  await page.getByRole('option').first().click();
  await expect(page).toHaveURL(/\/c\/table-lamps$/);
});

test('an answer that comes after the field was left does not open the list', async ({ front, header, keyboard, page }) => {
  let leave = () => {};
  const isLeft = new Promise<void>((resolve) => (leave = resolve));
  await page.route('**/api/mall/suggest?*', async (route) => {
    await isLeft;
    await route.continue();
  });
  await front.open();
  await keyboard.focus(header.searchField);
  await expect(header.searchField).toHaveRole('combobox');
  const asked = page.waitForRequest('**/api/mall/suggest?*');
  const answered = page.waitForResponse('**/api/mall/suggest?*');
  await keyboard.type('耳');
  await asked;
  await header.searchField.blur();
  leave();
  await (await answered).finished();
  // What comes of the answer is on the page two frames later.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await page.getByRole('option').count()).toBe(0);
});
