import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';

test('deep link first: open a product, log in, be back at that product with the nickname', async ({
  product,
  header,
  login,
  page,
  deployment,
}) => {
  await product.open(100104);
  await header.loginLink.click();
  await expect(login.heading).toBeVisible();
  expect(new URL(page.url()).origin).toBe(deployment.auth);
  await login.logInAs(zhangsan);
  await expect(page).toHaveURL(product.address(100104));
  await expect(header.member(zhangsan.nickname)).toBeVisible();
});

test('back to a search with all its words', async ({ search, header, login, page }) => {
  await search.open('咖啡 & <茶>');
  const address = page.url();
  await header.loginLink.click();
  await login.logInAs(zhangsan);
  await expect(header.member(zhangsan.nickname)).toBeVisible();
  const sought = (address: string) => new URL(address).searchParams.get('q');
  expect(sought(page.url())).toBe(sought(address));
  await expect(header.searchField).toHaveValue('咖啡 & <茶>');
});

test('the account asks who one is, and comes after the login', async ({ account, login, page }) => {
  await account.open();
  await expect(login.heading).toBeVisible();
  await login.logInAs(zhangsan);
  await expect(page).toHaveURL(account.address);
  await expect(account.nickname).toHaveText(zhangsan.nickname);
});

test('somebody who is logged in is sent on from the login form', async ({ visitor, login, product, header, page, deployment }) => {
  await visitor.isLoggedInAs(zhangsan);
  await login.open();
  await expect(page).toHaveURL(`${deployment.mall}/`);
  await expect(header.member(zhangsan.nickname)).toBeVisible();
  await login.open(product.address(100101));
  await expect(page).toHaveURL(product.address(100101));
});

test('a path means a page of the mall', async ({ login, page, deployment }) => {
  await login.open('/c/audio');
  await login.logInAs(zhangsan);
  await expect(page).toHaveURL(`${deployment.mall}/c/audio`);
});

for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example']) {
  test(`nobody is sent to ${JSON.stringify(next)}`, async ({ login, header, page, deployment }) => {
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).hostname));
    await login.open(next);
    await login.logInAs(zhangsan);
    await expect(header.member(zhangsan.nickname)).toBeVisible();
    await expect(page, 'but to the front page').toHaveURL(`${deployment.mall}/`);
    await login.open(next);
    await expect(page, 'also who is logged in already').toHaveURL(`${deployment.mall}/`);
    expect([...hosts].filter((host) => !host.endsWith('cfmall.localhost'))).toEqual([]);
  });
}
