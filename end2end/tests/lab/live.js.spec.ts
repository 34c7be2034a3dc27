// What only JavaScript can do: panels that change while one watches.

import { SessionLab } from '../../deployments/session-lab.ts';
import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/lab.ts';

/** For a lab that is ended in the middle of a test: above those of the workers and their copies. */
const ANOTHER_PORT = 9200;

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
  await scene.isLive();
  await scene.logIn(zhangsan);
  await page.getByRole('button', { name: /执行.*重启$/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'monolith-1' })).toBeVisible();
  await expect(scene.pane('auth').getByText(zhangsan.nickname).first(), 'the pane is as it was').toBeVisible();
  await scene.lookAtMall();
  await expect(scene.codes.first()).toHaveText('R2');
});

test('the faults know a copy that was added', async ({ scene, page }) => {
  await scene.open('T5');
  await scene.isLive();
  await page.getByRole('button', { name: /执行.*加一个副本$/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'monolith-3' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: '重启' }).getByRole('option')).toHaveText([/monolith-1$/, /monolith-2$/, /monolith-3$/]);
});

test('what a request had is told in full when one points at it', async ({ scene }) => {
  await scene.open('T3');
  await scene.logIn(zhangsan);
  await scene.lookAtMall();
  const messages = scene.diagram.getByRole('link');
  await expect(messages.filter({ hasText: '收回 Cookie' })).toHaveCount(1);
  for (const message of await messages.all()) {
    // The last one comes first in the picture: what is shown of it covers none of those that follow.
    await message.getByText(/^(GET|POST) /).first().hover();
    // Hidden from screen readers: the table says the same.
    const details = message.locator('foreignObject');
    await expect(details).toBeVisible();
    const clipped = await details.evaluate((details) => {
      const card = details.firstElementChild!.getBoundingClientRect();
      const [room, picture] = [details, details.closest('svg')!].map((element) => element.getBoundingClientRect());
      return card.bottom > room!.bottom || room!.bottom > picture!.bottom + 1;
    });
    expect.soft(clipped, (await details.textContent()) ?? '').toBe(false);
  }
});

test('a lab that has gone is told, and one that is back shows what is now', async ({ browser }) => {
  test.setTimeout(120_000);
  let lab = await SessionLab.start(ANOTHER_PORT);
  try {
    // A context of its own: the browser complains of the lost connection.
    const page = await browser.newPage({ locale: 'zh-CN' });
    await page.goto(`${lab.origin}/t/T2a`);
    await expect(page.getByText('实时', { exact: true })).toBeVisible();
    await page.goto(`${lab.origin}/t/T3`);
    await page.getByRole('main').getByRole('button', { name: '启动', exact: true }).click();
    await expect(page.getByText('实时', { exact: true })).toBeVisible();
    await lab.end();
    await expect(page.getByText(/^连接断了，正在重连/)).toBeVisible();
    lab = await SessionLab.start(ANOTHER_PORT);
    await expect(page.getByText('实时', { exact: true })).toBeVisible();
    // The new lab has not started this scene.
    await expect(page.getByRole('region', { name: '昵称为什么不见了？' })).toContainText('这个场景没有运行。');
    await page.getByRole('link', { name: '重新载入页面' }).click();
    await expect(page.getByRole('main').getByRole('button', { name: '启动', exact: true })).toBeVisible();
    await page.close();
  } finally {
    await lab.end();
  }
});

test('the remedies are measured while one watches', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('/remedies');
  await page.getByRole('button', { name: /^在三个场景上测量/ }).click();
  await expect(page.getByRole('status').filter({ hasText: '量好了。' })).toBeVisible({ timeout: 150_000 });
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
  await expect(row('固定副本').getByRole('cell').nth(4), 'half of the logins go with a copy').toHaveText('3 / 6');
  await expect(row('统一存储').getByRole('cell').nth(4)).toHaveText('0 / 6');
});
