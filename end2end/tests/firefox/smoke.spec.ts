// Login here, nickname there, in Firefox: the cookie rules are the browser's, so one browser is not proof enough.
//
// Playwright's own Firefox is a patched one. This is the distribution's, driven over WebDriver BiDi.

import puppeteer, { type Browser } from 'puppeteer-core';
import { firefox } from '../../browsers/find.ts';
import { DEMO_PASSWORD, zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/deployed.ts';

test.use({ deploymentId: 'T7' });
// A cold start of Firefox beside other browsers.
test.setTimeout(90_000);

const executablePath = firefox();
test.skip(!executablePath, 'no Firefox: apt-get install firefox-esr, or say where it is in FIREFOX_PATH');

let browser: Browser;

test.beforeAll(async () => {
  if (!executablePath) return;
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    timeout: 60_000,
    extraPrefsFirefox: { 'intl.accept_languages': 'zh-CN' },
  });
});

test.afterAll(() => browser?.close());

test('Firefox: log in at auth, the nickname is on the mall; log out on the mall, a guest at auth', async ({ deployment }) => {
  const { mall, auth } = deployment;
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));

  await page.goto(`${mall}/p/100101`);
  await page.locator('::-p-aria(你好，请登录)').click();
  await page.waitForSelector('::-p-aria(用户名、手机号或电子邮箱)');
  expect(new URL(page.url()).origin).toBe(auth);
  await page.locator('input[autocomplete=username]').fill(zhangsan.userName);
  await page.locator('input[autocomplete=current-password]').fill(DEMO_PASSWORD);
  await page.locator('main form button[type=submit]').click();

  await page.waitForSelector(`::-p-aria(${zhangsan.nickname}，我的账户)`);
  expect(page.url()).toBe(`${mall}/p/100101`);
  const cookies = await page.browserContext().cookies();
  expect(cookies.find(({ name }) => name === '__Secure-cfmall')).toMatchObject({ secure: true, httpOnly: true });

  await page.locator('::-p-aria(退出登录)').click();
  await page.waitForSelector('::-p-aria(你好，请登录)');
  await page.goto(`${auth}/account`);
  await page.waitForSelector('::-p-aria(用户名、手机号或电子邮箱)');
  expect(complaints).toEqual([]);
});
