// The session lab as docs/lesson shows it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { ROOT } from '../deployments/programs.ts';
import { zhangsan } from '../fixtures/members.ts';
import { expect, test } from '../fixtures/lab.ts';

/** What a picture may weigh, in bytes. */
const MOST = 150_000;
const QUALITY = 80;
/** What is left around a part of a page. */
const MARGIN = 24;

/** Keeps what the window shows, or the page from one element to the end of another. WebP: half of what PNG needs, and letters stay sharp. */
async function keep(page: Page, name: string, part?: { from: Locator; to: Locator }): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const session = await page.context().newCDPSession(page);
  const clip = part && (await between(page, part.from, part.to));
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    ...(clip && { clip, captureBeyondViewport: true }),
  });
  const picture = Buffer.from(data, 'base64');
  expect(picture.byteLength, name).toBeLessThanOrEqual(MOST);
  writeFileSync(join(ROOT, 'docs/lesson', `${name}.webp`), picture);
}

/** As wide as the page. */
async function between(page: Page, from: Locator, to: Locator) {
  const scrolled = await page.evaluate(() => scrollY);
  const [first, last] = [await from.boundingBox(), await to.boundingBox()];
  if (!first || !last) throw new Error('what the picture is of is not on the page');
  const y = Math.max(0, first.y + scrolled - MARGIN);
  const height = last.y + last.height + scrolled + MARGIN - y;
  return { x: 0, y, width: page.viewportSize()!.width, height, scale: 1 };
}

for (const [locale, name, fix] of [['en', 't2a', 'Fix'], ['zh-CN', 't2a.zh-CN', '改法']] as const) {
  test.describe(`on a desk, ${locale}, by day`, () => {
    test.use({ locale, viewport: { width: 1280, height: 900 } });

    test('T2a: the nickname is missing, and why', async ({ scene, page }) => {
      await scene.open('T2a');
      await scene.logIn(zhangsan);
      await scene.lookAtMall();
      await expect(scene.codes.first()).toHaveText('A1');
      await keep(page, name, { from: page.locator('.scene-head'), to: scene.verdict.getByText(fix).first() });
    });
  });
}

test.describe('on a desk, in English, by night', () => {
  test.use({ locale: 'en', colorScheme: 'dark', viewport: { width: 1280, height: 900 } });

  test('T7: the nickname is there', async ({ scene, page }) => {
    await scene.open('T7');
    await scene.logIn(zhangsan);
    await scene.lookAtMall();
    await expect(scene.nickname(zhangsan)).toBeVisible();
    await expect(scene.verdict).toContainText('OK');
    await keep(page, 't7', { from: page.locator('.scene-head'), to: scene.verdict });
  });
});

test.describe('on a desk, in English, by day', () => {
  test.use({ locale: 'en', viewport: { width: 1280, height: 1000 } });

  test('the comparison, with a scenario that was just played', async ({ page }) => {
    await page.goto('/compare');
    await page.getByRole('row', { name: /^S1 / }).getByRole('button').click();
    await expect(page.getByRole('status').filter({ hasText: 'S1 was played' })).toBeVisible({ timeout: 110_000 });
    await keep(page, 'comparison');
  });
});

test.describe('on a phone', () => {
  test.use({ locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });

  test('a chapter of the lesson', async ({ page }) => {
    await page.goto('/lesson/3');
    await keep(page, 'lesson-phone');
  });
});

test.describe('on a wall', () => {
  test.use({ locale: 'zh-CN', viewport: { width: 1600, height: 900 } });

  test('T3: the cookie arrives, and the mall does not know it', async ({ scene, page }) => {
    await scene.open('T3');
    await scene.logIn(zhangsan);
    await scene.lookAtMall();
    await expect(scene.codes.first()).toHaveText('R1');
    await page.goto('/t/T3?type=big&panes=0');
    await expect(page.locator('.message')).toHaveCount(6);
    const diagram = page.locator('.evidence__diagram');
    await keep(page, 'diagram-projector', { from: diagram, to: page.locator('.message').first() });
  });
});
