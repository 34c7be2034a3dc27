import { expect, test } from '../../fixtures/test.ts';

// The stock of the seed data follows from the number of the variant.
const SOLD_OUT = 100404;
const FEW_LEFT = { sku: 101802, left: 6 };

test('the front page shows the whole house: fourteen categories, picks of the day, floors', async ({ front, page }) => {
  await front.open();
  await expect(page).toHaveTitle('谷粒商城');
  await expect(front.banner).toBeVisible();
  await expect(front.menu.getByRole('listitem')).toHaveCount(14);
  await expect(front.picks.getByRole('link')).toHaveCount(10);
  await expect(page.getByRole('link', { name: '查看全部' })).toHaveCount(5);
});

test('from the front page through a category to a product', async ({ front, category, product, page }) => {
  await front.open();
  await front.category('手机数码').click();
  await expect(category.heading('手机数码')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('共 19 件商品');
  await expect(category.cards.all).toHaveCount(19);

  await category.narrower.getByRole('link', { name: '手机通讯' }).click();
  await expect(category.heading('手机通讯')).toBeVisible();
  await expect(category.trail.getByRole('link')).toHaveText(['首页', '手机数码', '手机通讯']);

  await category.cards.named('北辰 X1 智能手机').click();
  await expect(product.name).toHaveText('北辰 X1 智能手机');
  await expect(product.price).toContainText('¥3,999.00');
  await expect(page.getByRole('img', { name: '北辰 X1 智能手机' })).toBeVisible();
  await expect(product.trail.getByRole('link')).toHaveText(['首页', '手机数码', '手机通讯', '智能手机']);

  await product.trail.getByRole('link', { name: '智能手机' }).click();
  await expect(category.heading('智能手机')).toBeVisible();
});

test('price and address follow the chosen variant', async ({ product, page }) => {
  await product.open(100101);
  await expect(product.value('存储容量', '256GB')).toHaveAttribute('aria-current', 'true');
  await expect(product.price).toContainText('¥3,999.00');

  await product.value('存储容量', '512GB').click();
  await expect(product.price).toContainText('¥4,599.00');
  await expect(page).toHaveURL(product.address(100102));
  await expect(product.value('存储容量', '512GB')).toHaveAttribute('aria-current', 'true');
  await expect(product.value('存储容量', '256GB')).not.toHaveAttribute('aria-current');

  await product.value('颜色', '曜石黑').click();
  await expect(page).toHaveURL(product.address(100104));
  await expect(product.value('存储容量', '512GB'), 'the other option stays').toHaveAttribute('aria-current', 'true');

  await page.reload();
  await expect(product.price).toContainText('¥4,599.00');
});

test('a variant says whether it can be had', async ({ product }) => {
  await product.open(100101);
  await expect(product.price).toContainText('现货');
  await product.open(SOLD_OUT);
  await expect(product.price).toContainText('暂时缺货');
  await product.open(FEW_LEFT.sku);
  await expect(product.price).toContainText(`仅剩 ${FEW_LEFT.left} 件`);
});

test('every picture of the front page is there', async ({ page, front }) => {
  const pictures: { address: string; status: number }[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'image') {
      pictures.push({ address: response.url(), status: response.status() });
    }
  });
  await front.open();
  // Those further down are loaded when one comes there.
  await front.cards.all.last().scrollIntoViewIfNeeded();
  await expect.poll(() => pictures.length).toBeGreaterThan(10);
  expect(pictures.filter(({ status }) => status >= 400)).toEqual([]);
});
