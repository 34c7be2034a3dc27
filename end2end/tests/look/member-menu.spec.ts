// No script takes part: the browser opens and closes the menu.

import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test('the menu of the member opens and closes with the keyboard and leads to both services', async ({
  visitor,
  header,
  front,
  keyboard,
  page,
  deployment: { auth, mall },
}) => {
  await visitor.isLoggedInAs(zhangsan);
  await front.open();
  const name = header.member(zhangsan.nickname);
  await expect(header.menu).toBeHidden();
  await keyboard.focus(name);
  await keyboard.press('Enter');
  await expect(header.menu).toBeVisible();
  const links = header.menu.getByRole('link');
  await expect(links).toHaveText(['我的账户', '我的订单', '收货地址', '登录的设备', '账户动态']);
  for (const [index, address] of [
    `${auth}/account`,
    `${mall}/orders`,
    `${mall}/addresses`,
    `${auth}/account/sessions`,
    `${auth}/account/activity`,
  ].entries()) {
    await keyboard.press('Tab');
    await expect(links.nth(index)).toBeFocused();
    expect(await links.nth(index).evaluate((link: HTMLAnchorElement) => link.href)).toBe(address);
  }
  await keyboard.press('Escape');
  await expect(header.menu).toBeHidden();
  await expect(name).toBeFocused();
  await keyboard.press('Space');
  await expect(header.menu).toBeVisible();
  await page.mouse.click(5, 600);
  await expect(header.menu, 'a click beside it closes it').toBeHidden();
});
