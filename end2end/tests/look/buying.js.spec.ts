// Every step of buying as axe sees it, by day and by night, and on a phone. axe is JavaScript; the steps without it are the same pages.

import type { Page } from '@playwright/test';
import { expectAccessible } from '../../fixtures/axe.ts';
import { expect, test } from '../../fixtures/test.ts';

async function looksRight(page: Page, step: string): Promise<void> {
  await test.step(step, () => expectAccessible(page));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(wide, `${step}: nothing is wider than the phone`).toBeLessThanOrEqual(0);
}

test('every step, on a phone', async ({ product, buying, visitor, ownMember, page }) => {
  test.setTimeout(90_000);
  const { checkout, address, provider, order } = buying;
  await page.setViewportSize({ width: 390, height: 844 });
  await visitor.isLoggedInAs(ownMember);
  await product.open(100201);
  await product.buy.click();
  await checkout.newAddress.click();
  await address.chooseProvince('内蒙古自治区');
  await address.save.click();
  await expect(address.errors).toHaveCount(4);
  await looksRight(page, 'address refused');
  await address.fill();
  await address.save.click();
  await expect(checkout.place).toBeEnabled();
  await page.getByText('换一个地址').click();
  await looksRight(page, 'checkout');
  await checkout.note.fill('很长'.repeat(100));
  await checkout.place.click();
  await looksRight(page, 'pay');
  await buying.pay.click();
  await expect(page).toHaveURL(provider.address);
  await looksRight(page, 'provider');
  await provider.pay.click();
  await expect(page).toHaveURL(order.address);
  await looksRight(page, 'order');
  await order.all.click();
  await looksRight(page, 'orders');
});
