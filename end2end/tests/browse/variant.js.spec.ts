import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test('with JavaScript a variant is chosen without loading a page', async ({ product, header, page }) => {
  let loaded = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loaded += 1;
  });
  await product.open(100101);
  // Only then a choice can stay on the page.
  await header.islandsAreAwake();
  await product.value('存储容量', '512GB').click();
  await expect(product.price).toContainText('¥4,599.00');
  await expect(page).toHaveURL(product.address(100102));
  expect(loaded).toBe(1);
});

test('a choice that is opened in a new tab is a page of its own', async ({ product, header, page, context }) => {
  await product.open(100101);
  await header.islandsAreAwake();
  const opened = context.waitForEvent('page');
  await product.value('存储容量', '512GB').click({ modifiers: ['ControlOrMeta'] });
  const tab = await opened;
  await expect(tab).toHaveURL(product.address(100102));
  await expect(tab.locator('[aria-live=polite]')).toContainText('¥4,599.00');
  await expect(page, 'this one stays as it was').toHaveURL(product.address(100101));
});

test('whoever logs in after choosing comes back to what was chosen', async ({ product, header, login, page }) => {
  await product.open(100101);
  await header.islandsAreAwake();
  await product.value('存储容量', '512GB').click();
  await expect(page).toHaveURL(product.address(100102));
  await header.loginLink.click();
  await login.logInAs(zhangsan);
  await expect(page).toHaveURL(product.address(100102));
});

test('on a page that was translated the price still follows the choice', async ({ product, header, page }) => {
  await product.open(100101);
  await header.islandsAreAwake();
  // What translators do to every text: another node, in an element of theirs.
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    while (texts.nextNode()) found.push(texts.currentNode as Text);
    for (const text of found.filter(({ data, parentElement }) => data.trim() && !parentElement?.closest('script'))) {
      const font = document.createElement('font');
      font.textContent = text.data;
      text.replaceWith(font);
    }
  });
  await product.value('存储容量', '512GB').click();
  await expect(page).toHaveURL(product.address(100102));
  await expect(product.price).toContainText('¥4,599.00');
  await expect(product.price).not.toContainText('¥3,999.00');
});
