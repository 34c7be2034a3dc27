import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test.describe('a browser that speaks English', () => {
  test.use({ locale: 'en-GB' });

  test('is answered in English', async ({ front, header, page }) => {
    await front.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page).toHaveTitle('Guli Mall');
    await expect(header.loginLink).toHaveText('Hello, log in');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Light a lamp, settle in');
  });

  test('can log in in English', async ({ login, header, page }) => {
    await login.open();
    await page.getByLabel('User name, phone number or e-mail address').fill('zhangsan');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await expect(page.getByRole('alert')).toHaveText('User name or password is wrong. Please try again.');
    await page.getByLabel('Password', { exact: true }).fill('cfmall-demo');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await expect(header.member(zhangsan.nickname)).toBeVisible();
    await expect(header.logoutButton).toHaveText('Log out');
  });

  test('may choose Chinese', async ({ front, header, page }) => {
    await front.open();
    await header.language('中文').click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(header.loginLink).toHaveText('你好，请登录');
  });
});

test.describe('a browser that speaks neither', () => {
  test.use({ locale: 'fr-FR' });

  test('is answered in Chinese', async ({ front, page }) => {
    await front.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  });
});

test('the choice holds on every page of both services, and the address stays', async ({ product, header, login, search, page }) => {
  await product.open(100102);
  await header.language('English').click();
  await expect(product.name).toHaveText('Beichen X1 smartphone');
  await expect(page).toHaveURL(product.address(100102));
  await expect(header.language('English')).toHaveAttribute('aria-pressed', 'true');
  await expect(header.language('中文')).toHaveAttribute('aria-pressed', 'false');

  await search.open('nothing like it');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing found for “nothing like it”');
  await login.open();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Log in');

  await header.language('中文').click();
  await expect(login.heading).toBeVisible();
  await product.open(100102);
  await expect(product.name).toHaveText('北辰 X1 智能手机');
});

test('one stays where one is, with all words of a search', async ({ search, header, page }) => {
  await search.open('咖啡 50%');
  await header.language('English').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(header.searchField).toHaveValue('咖啡 50%');
});
