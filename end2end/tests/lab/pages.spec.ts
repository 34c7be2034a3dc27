// Every page of the lab on every width that people have, in both languages, and the play that fills the comparison.

import { expect, test } from '../../fixtures/lab.ts';

const PAGES = ['/', '/lesson/1', '/lesson/3', '/lesson/5', '/session/T7', '/remedies', '/compare', '/sites', '/t/T2a', '/no-such-page'];
const WIDTHS = [1280, 768, 390];

for (const locale of ['zh-CN', 'en']) {
  test.describe(locale, () => {
    test.use({ locale });

    for (const path of PAGES) {
      test(`${path}: nothing is wider than the page`, async ({ page }) => {
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 844 });
          await page.goto(path);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect.soft(wide, `${width} px`).toBe(0);
        }
      });
    }

    test('the comparison has all of its columns on a laptop', async ({ page }) => {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto('/compare');
      const last = page.getByRole('columnheader', { name: 'T8+memory' });
      await expect(last).toBeInViewport({ ratio: 1 });
      const matrix = page.getByRole('region', { name: locale === 'en' ? 'Comparison' : '对照表', exact: true });
      const frame = await matrix.evaluate((frame) => frame.scrollWidth - frame.clientWidth);
      expect(frame, 'nothing to push sideways').toBe(0);
    });
  });
}

test('the page that is shown is marked among the ways', async ({ page }) => {
  for (const [path, name] of [['/t/T2a', '场景'], ['/session/T7', '会话原理'], ['/compare', '对照表']] as const) {
    await page.goto(path);
    await expect(page.getByRole('navigation', { name: '实验室' }).getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
  }
});

test('a scenario is played on all scenes, and each cell says what came of it', async ({ page, javaScriptEnabled }) => {
  test.setTimeout(120_000);
  await page.goto('/compare');
  const row = page.getByRole('row', { name: /^S11/ });
  await row.getByRole('button').click();
  const same = row.getByText('一样', { exact: true });
  if (javaScriptEnabled === false) {
    await expect(page).toHaveURL(/\/compare#S11$/);
    await expect(row.getByText(/^(等候|演出中|一样)$/)).toHaveCount(2);
    await expect
      .poll(
        async () => {
          await page.getByRole('link', { name: '重新读取', exact: true }).click();
          return same.count();
        },
        { timeout: 90_000, intervals: [1_000] },
      )
      .toBe(2);
    return;
  }
  await expect(page.getByRole('status').filter({ hasText: 'S11 已排上：2 个场景。' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'S11 演完了：2 个场景都和写定的一样。' })).toBeVisible({ timeout: 90_000 });
  await expect(same).toHaveCount(2);
  await expect(row.getByRole('button'), 'the focus stays').toBeFocused();
});

test('T9 says whether it runs, how it is started, and where it is', async ({ page }) => {
  await page.goto('/sites');
  const main = page.getByRole('main');
  await expect(main).toContainText(/cargo run -p lab-sso|T9 正在运行。/);
  for (const [host, path] of [['auth.t9.cfmall.localhost', '/login'], ['cfmall-sso.localhost', '/'], ['cfmall-books.localhost', '/'], ['thief.localhost', '/']]) {
    const link = main.getByRole('link', { name: `http://${host}:4600${path}`, exact: true });
    await expect(link, 'in a window: no frame would be sent its cookies').toHaveAttribute('target', '_blank');
  }
  await expect(main.getByRole('img', { name: /一次性的码/ })).toBeVisible();
});
