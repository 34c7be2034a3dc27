// What a learner sees of a scene: short hashes only, and the verdict after their own explanation.

import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/lab.ts';

const DOMAIN_COOKIE = '__Secure-cfmall';

test('no raw id is on the page, and the cookie of the browser is shown by a short hash', async ({ scene, page, context }) => {
  await scene.open('T7');
  await scene.logIn(zhangsan);
  await scene.lookAtMall();
  const cookie = (await context.cookies()).find(({ name, domain }) => name === DOMAIN_COOKIE && domain.includes('t7'));
  expect(cookie, 'the browser has the session cookie').toBeDefined();
  await expect(scene.cookies).toContainText(/#[0-9a-f]{4}/);
  expect(await page.content()).not.toContain(cookie!.value);
});

test('predict and explain: the verdict is kept back until the learner has said what they make of it', async ({ scene, page }) => {
  await scene.open('T2a');
  await page.getByRole('button', { name: '不会', exact: true }).click();
  await expect(page.getByText('你预测：昵称不会显示。')).toBeVisible();
  await scene.logIn(zhangsan);
  await scene.lookAtMall();
  await scene.verdict.getByRole('radio', { name: /^A1/ }).check();
  await scene.verdict.getByRole('button', { name: '就是这个' }).click();
  await expect(scene.verdict).toContainText('预测对了。');
  await expect(scene.verdict).toContainText('解释对了。');
  await expect(scene.codes.first()).toHaveText('A1');
});
