import { expect, test } from '../../fixtures/test.ts';

test('a page that is not there says so, and leads home', async ({ error, front, page, deployment }) => {
  const response = await page.goto(`${deployment.mall}/no-such-page`);
  expect(response?.status()).toBe(404);
  await expect(error.title('这一页灯还没亮')).toBeVisible();
  await expect(page).toHaveTitle('这一页灯还没亮');
  await expect(error.requestNumber).toBeVisible();
  await error.home.click();
  await expect(front.banner).toBeVisible();
});

test('so do a category, a product and an address that are not there', async ({ error, page, deployment }) => {
  for (const path of [
    '/c/no-such-category',
    '/c/audio?page=99',
    '/c/audio?page=0',
    '/p/1',
    '/p/abc',
    '/p/-100101',
    '/p/99999999999999999999',
    '/p/100101/more',
    '/%E6%B2%A1%E6%9C%89',
    '/..%2f..%2fetc%2fpasswd',
  ]) {
    const response = await page.goto(deployment.mall + path);
    expect(response?.status(), path).toBe(404);
    await expect(error.title('这一页灯还没亮'), path).toBeVisible();
  }
});

test('auth has the same page', async ({ error, page, deployment }) => {
  const response = await page.goto(`${deployment.auth}/account/no-such-page`);
  expect(response?.status()).toBe(404);
  await expect(error.title('这一页灯还没亮')).toBeVisible();
});

test.describe('in English', () => {
  test.use({ locale: 'en-US' });

  test('a page that is not there', async ({ error, page, deployment }) => {
    const response = await page.goto(`${deployment.mall}/no-such-page`);
    expect(response?.status()).toBe(404);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(error.title('No light on this page yet')).toBeVisible();
    await expect(error.home).toHaveText('Back to the front page');
    await expect(error.requestNumber).toBeVisible();
  });
});

test('an address for forms, opened as a page', async ({ error, page, deployment }) => {
  const response = await page.goto(`${deployment.auth}/api/auth/login`);
  expect(response?.status()).toBe(405);
  await expect(error.title('这个地址不支持这种操作')).toBeVisible();
});

test('one can choose a language on an error page and stay there', async ({ error, header, page, deployment }) => {
  await page.goto(`${deployment.mall}/no-such-page`);
  await header.language('English').click();
  await expect(error.title('No light on this page yet')).toBeVisible();
  await expect(page).toHaveURL(`${deployment.mall}/no-such-page`);
});
