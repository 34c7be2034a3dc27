// What only JavaScript can do: panels that change while one watches.

import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/lab.ts';

test('the feed can be paused, and goes on with what was missed', async ({ scene, page }) => {
  await scene.open('T1');
  await page.getByRole('button', { name: '暂停', exact: true }).click();
  await expect(page.getByText('已暂停')).toBeVisible();
  await scene.logIn(zhangsan);
  await expect(scene.feed, 'nothing comes while it is paused').not.toContainText('/api/auth/login');
  await page.getByRole('button', { name: '继续', exact: true }).click();
  await expect(scene.feed).toContainText('/api/auth/login');
});

test('a fault is done without loading the page anew, and is told', async ({ scene, page }) => {
  await scene.open('T0');
  await scene.logIn(zhangsan);
  await page.getByRole('button', { name: /执行.*重启$/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'monolith-1' })).toBeVisible();
  await expect(scene.pane('auth').getByText(zhangsan.nickname).first(), 'the pane is as it was').toBeVisible();
  await scene.lookAtMall();
  await expect(scene.codes.first()).toHaveText('R2');
});
