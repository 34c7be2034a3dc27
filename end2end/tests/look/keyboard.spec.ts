import { DEMO_PASSWORD, zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test('the first thing the keyboard comes to leads past the header', async ({ front, keyboard, page }) => {
  await front.open();
  await keyboard.press('Tab');
  const skip = page.getByRole('link', { name: '跳到正文' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await keyboard.press('Enter');
  await expect(page).toHaveURL(/#content$/);
  await expect(page.getByRole('main')).toBeFocused();
  await keyboard.press('Tab');
  await expect(page.getByRole('main').locator(':focus')).toHaveCount(1);
});

test('one can log in with the keyboard alone', async ({ login, header, keyboard }) => {
  await login.open();
  await keyboard.focus(login.account);
  await keyboard.type(zhangsan.userName);
  await keyboard.press('Tab');
  await expect(login.password).toBeFocused();
  await keyboard.type(DEMO_PASSWORD);
  await keyboard.press('Enter');
  await expect(header.member(zhangsan.nickname)).toBeVisible();
});

test('what has the focus can be seen', async ({ front, header, keyboard }) => {
  await front.open();
  await keyboard.press('Tab');
  for (const next of [header.loginLink, header.registerLink, header.language('中文'), header.language('English')]) {
    await keyboard.press('Tab');
    await expect(next).toBeFocused();
    const { outlineStyle, boxShadow } = await next.evaluate((element) => {
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      return { outlineStyle, boxShadow };
    });
    expect(outlineStyle !== 'none' || boxShadow !== 'none').toBe(true);
  }
});
