// The way from the cart to the paid order as docs/buying.md shows it: on a phone, without JavaScript, on a split that is running
// (`cargo xtask split --topology T7`; another origin than its usual one in MALL).

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { test } from '@playwright/test';
import type { Deployment } from '../deployments/deployment.ts';
import { ROOT } from '../deployments/programs.ts';
import { DEMO_PASSWORD } from '../fixtures/members.ts';
import { BuyingPages } from '../pages/buying.ts';
import { CartPage } from '../pages/cart.ts';
import { LoginPage } from '../pages/login.ts';
import { ProductPage } from '../pages/product.ts';

const mall = process.env['MALL'] ?? 'http://cfmall.localhost:3000';
const deployment: Deployment = {
  topology: 'T7',
  mall,
  auth: mall.replace('//', '//auth.'),
  database: '',
  copies: {},
  cookie: { name: '__Secure-cfmall', domain: 'cfmall.localhost' },
};

async function keep(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 75 });
  writeFileSync(join(ROOT, 'docs/buying', `${name}.webp`), Buffer.from(data, 'base64'));
}

test.use({ locale: 'zh-CN', viewport: { width: 390, height: 780 }, javaScriptEnabled: false });

test('from the cart to the paid order', async ({ page }) => {
  const buying = new BuyingPages(page, deployment);
  const [product, cart, login] = [new ProductPage(page, deployment), new CartPage(page, deployment), new LoginPage(page, deployment)];
  await product.open(100301);
  await product.add.click();
  await cart.open();
  await keep(page, '1-cart');
  await cart.checkout.click();
  await keep(page, '2-login');
  await login.logIn('lisi', DEMO_PASSWORD);
  if (await buying.checkout.place.isDisabled()) {
    await buying.checkout.newAddress.click();
    await buying.address.fill();
    await buying.address.save.click();
  }
  await keep(page, '3-checkout');
  await buying.checkout.place.click();
  await keep(page, '4-pay');
  await buying.pay.click();
  await keep(page, '5-provider');
  await buying.provider.pay.click();
  await buying.order.state.waitFor();
  await keep(page, '6-order');
});
