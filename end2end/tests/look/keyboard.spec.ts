import { DEMO_PASSWORD, zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test('the first thing the keyboard comes to leads past the header', async ({ front, page }) => {
  await front.open();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: '跳到正文' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#content$/);
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').locator(':focus')).toHaveCount(1);
});

test('one can log in with the keyboard alone', async ({ login, header, page }) => {
  await login.open();
  await login.account.focus();
  await page.keyboard.type(zhangsan.userName);
  await page.keyboard.press('Tab');
  await expect(login.password).toBeFocused();
  await page.keyboard.type(DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(header.member(zhangsan.nickname)).toBeVisible();
});

test('what has the focus can be seen', async ({ front, header, page }) => {
  await front.open();
  await page.keyboard.press('Tab');
  for (const next of [header.loginLink, header.registerLink, header.language('中文'), header.language('English')]) {
    await page.keyboard.press('Tab');
    await expect(next).toBeFocused();
    const { outlineStyle, boxShadow } = await next.evaluate((element) => {
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      return { outlineStyle, boxShadow };
    });
    expect(outlineStyle !== 'none' || boxShadow !== 'none').toBe(true);
  }
});
