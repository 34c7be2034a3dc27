// axe on every kind of page of the lab. What is in the panes is the shop, which is looked at by itself.

import { AxeBuilder } from '@axe-core/playwright';
import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/lab.ts';

for (const path of ['/', '/lesson/1', '/lesson/6', '/remedies', '/compare', '/sites', '/session/T7', '/no-such-page']) {
  test(`${path}: axe finds nothing, by day and by night`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(path);
    await judge(page);
  });
}

test('a scene with its evidence: axe finds nothing, by day and by night', async ({ scene, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await scene.open('T2a');
  await scene.logIn(zhangsan);
  await scene.lookAtMall();
  await expect(scene.codes.first()).toBeVisible();
  await judge(page);
});

async function judge(page: import('@playwright/test').Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
    const found = violations.map(({ id, nodes }) => ({
      id,
      where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
    }));
    expect.soft(found, colorScheme).toEqual([]);
  }
}
