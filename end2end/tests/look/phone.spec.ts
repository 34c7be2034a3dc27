import { expect, test } from '../../fixtures/test.ts';
import { PLACES } from './places.ts';

for (const width of [360, 390]) {
  test.describe(`${width} px wide`, () => {
    test.use({ viewport: { width, height: 844 }, hasTouch: true });

    for (const place of PLACES) {
      test(`${place.name}: nothing sticks out`, async ({ page, deployment, visitor }) => {
        await place.go(page, deployment, visitor);
        const [content, screen] = await page
          .locator('html')
          .evaluate((html) => [html.scrollWidth, html.clientWidth] as const);
        expect(content).toBeLessThanOrEqual(screen);
      });
    }
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('one finds, looks and logs in', async ({ front, header, search, product, login, page }) => {
    await front.open();
    await header.search('北辰 X1 智能');
    await search.cards.named('北辰 X1 智能手机').tap();
    await product.value('存储容量', '512GB').tap();
    await expect(product.price).toContainText('¥4,599.00');
    await expect(page).toHaveURL(product.address(100102));
    await page.reload();
    await header.loginLink.tap();
    await login.logIn('lisi', 'cfmall-demo');
    await expect(header.member('李四')).toBeVisible();
    await expect(page).toHaveURL(product.address(100102));
  });
});
