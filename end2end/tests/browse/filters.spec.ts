import { expect, test } from '../../fixtures/test.ts';

test('a ticked value leaves as many products as it says', async ({ category, page }) => {
  await category.open('phones-digital');
  const { filters } = category;
  const count = await filters.count('品牌', '北辰');
  await filters.value('品牌', '北辰').check();
  await filters.apply.click();
  await expect(category.cards.all).toHaveCount(count);
  await expect(filters.value('品牌', '北辰')).toBeChecked();
  await filters.areTold(['北辰']);
  await expect(page).toHaveURL(/\/c\/phones-digital\?brand=beichen/);
});

test('filters hold together, and each can be taken back', async ({ category }) => {
  await category.open('phones-digital');
  const { filters } = category;
  const all = await category.cards.all.count();
  await filters.value('品牌', '听澜').check();
  await filters.value('颜色', '曜石黑').check();
  await filters.maximum.fill('１,000');
  await filters.apply.click();
  await filters.areTold(['听澜', '曜石黑', '¥1000 以下']);
  const narrowed = await category.cards.all.count();
  expect(narrowed).toBeGreaterThan(0);
  await filters.takeBack('曜石黑').click();
  await filters.areTold(['听澜', '¥1000 以下']);
  expect(await category.cards.all.count()).toBeGreaterThan(narrowed);
  await filters.clear.click();
  await expect(category.cards.all).toHaveCount(all);
  await expect(filters.chosen).toHaveCount(0);
});

test('what is no price is said to be none, and what was ticked stays', async ({ category }) => {
  await category.open('clothing');
  const { filters } = category;
  await filters.value('品牌', '素野').check();
  await filters.minimum.fill('便宜');
  await filters.apply.click();
  await expect(filters.error).toHaveText('请填写数字价格，例如 100 或 99.50。');
  await expect(filters.minimum).toHaveValue('便宜');
  await expect(filters.minimum).toHaveAccessibleDescription(/请填写数字价格/);
  await expect(filters.value('品牌', '素野')).toBeChecked();
  await expect(category.cards.all.first()).toBeVisible();
});

test('results are narrowed down, sorted and turned over without losing the words', async ({ search, header, page }) => {
  await search.open('a');
  const { filters } = search;
  await filters.sortedBy('价格从高到低').click();
  await expect(filters.sortedBy('价格从高到低')).toHaveAttribute('aria-current', 'true');
  await filters.value('库存', '有货').check();
  await filters.apply.click();
  await search.pager.next.click();
  await expect(header.searchField).toHaveValue('a');
  await filters.areTold(['有货']);
  const address = new URL(page.url());
  expect(Object.fromEntries(address.searchParams)).toEqual({ q: 'a', stock: '1', sort: 'price-desc', page: '2' });
});

test('nothing passes: said, with the way back', async ({ category, page, deployment }) => {
  await page.goto(`${deployment.mall}/c/clothing?brand=beichen`);
  await expect(page.getByRole('status')).toHaveText('没有同时符合这些条件的商品，请取消一项再试。');
  await category.filters.takeBack('北辰').click();
  await expect(category.cards.all.first()).toBeVisible();
});

test('on a phone the form unfolds', async ({ category, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await category.open('phones-digital');
  await expect(category.filters.form).toBeHidden();
  await category.filters.unfold.click();
  await category.filters.value('品牌', '拾光').check();
  await category.filters.apply.click();
  await category.filters.areTold(['拾光']);
});

test('a typing error still finds', async ({ search }) => {
  await search.open('headphnes');
  await expect(search.results('headphones')).toBeVisible();
  await expect(search.cards.all.first()).toBeVisible();
});
