// axe on every kind of page of the lab. What is in the panes is the shop, which is looked at by itself.

import { expectAccessible } from '../../fixtures/axe.ts';
import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/lab.ts';

for (const path of ['/', '/lesson/1', '/lesson/6', '/remedies', '/compare', '/sites', '/session/T7', '/no-such-page']) {
  test(`${path}: axe finds nothing, by day and by night`, async ({ page }) => {
    await page.goto(path);
    await expectAccessible(page, { withoutFrames: true });
  });
}

test('a scene with its evidence: axe finds nothing, by day and by night', async ({ scene, page }) => {
  await scene.open('T2a');
  await scene.logIn(zhangsan);
  await scene.lookAtMall();
  await expect(scene.codes.first()).toBeVisible();
  await expectAccessible(page, { withoutFrames: true });
});
