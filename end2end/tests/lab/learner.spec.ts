// A learner's way through the session lab: see it fail, know why, flip one switch, see it work; with JavaScript and without.

import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/lab.ts';

const HOST_COOKIE = '__Host-cfmall';
const DOMAIN_COOKIE = '__Secure-cfmall';

for (const locale of ['zh-CN', 'en']) {
  test.describe(locale, () => {
    test.use({ locale });

    test('T2a → T2c → T3 → T7: each stop says the right thing, and Chromium agrees', async ({ scene, oracle, lab }) => {
      test.setTimeout(120_000);
      const { port } = new URL(lab.origin);
      const mall = (id: string) => `${id}.cfmall.localhost:${port}`;

      await scene.open('T2a');
      await scene.logIn(zhangsan);
      await scene.lookAtMall();
      await expect(scene.codes.first()).toHaveText('A1');
      await expect(scene.nickname(zhangsan)).toHaveCount(0);
      await expect(scene.proof.first(), 'the line that set it').toContainText(`Set-Cookie: ${HOST_COOKIE}=`);
      await expect(scene.verdict, 'the rule that decided').toContainText('RFC 6265bis');
      expect(oracle.reasons(mall('t2a'), '/', HOST_COOKIE), 'Chromium: another host').toContain('DomainMismatch');
      expect(oracle.refused(HOST_COOKIE), 'Chromium kept it').toEqual([]);

      await scene.flip('store', 'T2c');
      await scene.logIn(zhangsan);
      await scene.lookAtMall();
      await expect(scene.codes.first(), 'the store was not the problem').toHaveText('A1');
      expect(oracle.reasons(mall('t2c'), '/', HOST_COOKIE)).toContain('DomainMismatch');

      // Back where auth still knows the visitor.
      await scene.open('T2a');
      await scene.lookAtMall();
      await scene.flip('scope', 'T3');
      await scene.logIn(zhangsan);
      await scene.lookAtMall();
      await expect(scene.codes.first()).toHaveText('R1');
      await expect(scene.nickname(zhangsan)).toHaveCount(0);
      await expect(scene.lost).not.toHaveCount(0);
      expect(oracle.reasons(mall('t3'), '/', DOMAIN_COOKIE), 'Chromium: it was sent').toEqual([]);

      await scene.flip('store', 'T7');
      await scene.logIn(zhangsan);
      await scene.lookAtMall();
      await expect(scene.nickname(zhangsan), 'the nickname is there').toBeVisible();
      await expect(scene.codes, 'and nothing is wrong').toHaveCount(0);
      await expect(scene.lost, 'in the diagram neither').toHaveCount(0);
      expect(oracle.reasons(mall('t7'), '/', DOMAIN_COOKIE)).toEqual([]);
      expect(oracle.refused(DOMAIN_COOKIE)).toEqual([]);
    });
  });
}

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
