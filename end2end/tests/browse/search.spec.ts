import { expect, test } from '../../fixtures/test.ts';

test('what was looked for is found, and the field still says it', async ({ front, header, search, page }) => {
  await front.open();
  await header.search('耳机');
  await expect(search.results('耳机')).toBeVisible();
  await expect(page).toHaveTitle('“耳机”的搜索结果');
  await expect(header.searchField).toHaveValue('耳机');
  await expect(search.cards.all.first()).toContainText('耳机');
  await search.cards.all.first().click();
  await expect(page).toHaveURL(/\/p\/\d+$/);
});

test('a product is found by its name in the other language, in any case', async ({ search }) => {
  await search.open('BEICHEN x1');
  await expect(search.cards.all).toHaveCount(2);
  await expect(search.cards.named('北辰 X1 智能手机')).toBeVisible();
});

test('every word narrows the search', async ({ search }) => {
  await search.open('北辰');
  const all = await search.cards.all.count();
  await search.open('北辰 小屏');
  await expect(search.cards.all).toHaveCount(1);
  expect(all).toBeGreaterThan(1);
});

test('the words offered below the field lead to results', async ({ front, search, page }) => {
  await front.open();
  await page.getByRole('search').getByRole('link', { name: '咖啡' }).click();
  await expect(search.results('咖啡')).toBeVisible();
});

test('one can search from the login form, too', async ({ login, header, search, page, deployment }) => {
  await login.open();
  await header.search('台灯');
  await expect(search.results('台灯')).toBeVisible();
  expect(page.url()).toContain(`${deployment.mall}/search`);
});

test('nothing found: said, with a way on', async ({ search, front }) => {
  await search.open('没有这种东西');
  await expect(search.nothing('没有这种东西')).toBeVisible();
  await search.toFrontPage.click();
  await expect(front.banner).toBeVisible();
});

test('nothing asked: the visitor is asked what for', async ({ search }) => {
  for (const words of ['', '   ', '\u0000\t']) {
    const response = await search.open(words);
    expect(response?.status()).toBe(200);
    await expect(search.nothingAsked).toBeVisible();
  }
});

test('what is a wildcard elsewhere is only a character here', async ({ search }) => {
  // None of them is in any product's name: as a pattern each would find everything.
  for (const words of ['%', '_', '%%', '北%1', '\\', '[a-z]', '.*']) {
    await search.open(words);
    await expect(search.nothing(words)).toBeVisible();
  }
});

test('odd words are shown as they were typed', async ({ front, header, search, page }) => {
  await front.open();
  for (const words of [
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `'; drop table mall.product; --`,
    '🐼🎧',
    'ليلى',
    '&amp;&lt;',
    '</title><h1>evil</h1>',
  ]) {
    await header.search(words);
    await expect(search.nothing(words)).toBeVisible();
    await expect(header.searchField).toHaveValue(words);
    await expect.soft(page).toHaveTitle(`没有找到“${words}”`);
  }
});

test('a search of any length is cut to one that makes sense', async ({ search }) => {
  const response = await search.open('长'.repeat(500));
  expect(response?.status()).toBe(200);
  await expect(search.nothing('长'.repeat(80))).toBeVisible();
});

test('many results come page by page, and none is lost or shown twice', async ({ search }) => {
  await search.open('a');
  await expect(search.pager.nav).toContainText(/第 1 页，共 \d+ 页/);
  await expect(search.pager.previous).toHaveCount(0);
  const pages = Number(/共 (\d+) 页/.exec(await search.pager.nav.innerText())?.[1]);
  expect(pages).toBeGreaterThan(3);

  const seen: (string | null)[] = [];
  for (let page = 1; page <= pages; page += 1) {
    await expect(search.pager.nav).toContainText(`第 ${page} 页，共 ${pages} 页`);
    await expect(search.results('a')).toBeVisible();
    seen.push(...(await search.cards.all.evaluateAll((links) => links.map((link) => link.getAttribute('href')))));
    if (page < pages) await search.pager.next.click();
  }
  await expect(search.pager.next).toHaveCount(0);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(24 * (pages - 1));

  await search.pager.previous.click();
  await expect(search.pager.nav).toContainText(`第 ${pages - 1} 页`);
});

test('a page that is not there says so, and every other has one address', async ({ page, deployment }) => {
  for (const number of ['0', '-1', '99', '9223372036854775807', '99999999999999999999']) {
    const response = await page.goto(`${deployment.mall}/search?q=a&page=${number}`);
    expect(response?.status(), number).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  for (const [number, address] of [['two', '/search?q=a'], ['', '/search?q=a'], ['1', '/search?q=a'], ['02', '/search?q=a&page=2']]) {
    const response = await page.goto(`${deployment.mall}/search?q=a&page=${number}`);
    expect(response?.status(), number).toBe(200);
    expect(page.url(), number).toBe(deployment.mall + address);
  }
});
