// A shopper with a real Chromium: does what the other shoppers do (src/shopper), and tells what it has seen, a line for each, on
// standard output. Is told on standard input when a step begins and when it is over. Finds things on a page by the names that the others,
// who read the same HTML, find them by.
//
// arguments: mall's origin, account, password, nickname, path of a product, "scripts" or "no-scripts"

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { CHROMIUM_ARGUMENTS } from '../../end2end/browsers/arguments.mjs';

const { chromium } = createRequire(new URL('../../end2end/package.json', import.meta.url))('playwright-core');
const [mall, account, password, nickname, product, scripts] = process.argv.slice(2);

/** A page that is not to be had is asked for again for so long, in ms. */
const PATIENCE = 3000;
/** The longest that anything may take, in ms. */
const LIMIT = 20_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: CHROMIUM_ARGUMENTS,
});
const context = await browser.newContext({ locale: 'zh-CN', javaScriptEnabled: scripts === 'scripts' });
context.setDefaultTimeout(LIMIT);
const page = await context.newPage();

/** Whether they are logged in; null after a login or logout that was not answered. */
let loggedIn = false;
/** The least and the greatest number of pieces in the cart. */
let pieces = [0, 0];

const say = (...words) => console.log(words.join('\t').replaceAll('\n', ' '));

/** Does what leads to another page, and looks at that. False where there was no answer, or an error of the server. */
async function go(what, act) {
  const sent = Date.now();
  let answered = null;
  const remember = (response) => {
    if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) answered = response;
  };
  page.on('response', remember);
  let trouble = null;
  try {
    await act();
    await page.waitForLoadState('load');
    // A page of the browser's own says that there was no answer.
    if (page.url().startsWith('chrome-error:')) trouble = 'no answer';
    else if (answered && answered.status() >= 400) trouble = `answered ${answered.status()}`;
    else if ((await page.locator('.utility-bar__unavailable').count()) > 0) trouble = 'for the moment it is not known who is asking';
  } catch (error) {
    trouble = String(error).split('\n')[0];
  } finally {
    page.off('response', remember);
  }
  if (trouble !== null) {
    say('trouble', Date.now() - sent, `${what}: ${trouble}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return false;
  }
  await check(answered?.headers()['x-upstream'] ?? '');
  return true;
}

/** Checks that the page shows who is asking. */
async function check(by) {
  const names = await page.locator('.utility-bar__member .nickname').allTextContents();
  const guests = await page.locator('.utility-bar__login').count();
  if (names.length === 0 && guests === 0) return say('fault', `${page.url()} does not say who is asking`);
  if (names.length > 0 && names[0] !== nickname) return say('fault', `${page.url()} shows ${names[0]}`);
  const member = names.length > 0;
  if (loggedIn !== null && loggedIn !== member) {
    return say('fault', `${page.url()} shows them as ${member ? 'logged in' : 'a guest'}`);
  }
  loggedIn = member;
  say('page', by, member ? 'member' : 'guest');
}

/** A page, whichever service it is of. */
async function visit(what, act) {
  const started = Date.now();
  while (!(await go(what, act))) {
    if (Date.now() - started > PATIENCE) throw new Error(`${what} is not to be had`);
  }
}

const look = (path) => visit(path, () => page.goto(`${mall}${path}`));
const follow = async (link) => {
  const address = await page.locator(link).first().getAttribute('href');
  const url = new URL(address, page.url()).href;
  await visit(new URL(url).pathname, () => page.goto(url));
};
/** Sends a form. With scripts some are sent without leaving the page. */
async function press(form) {
  const left = page.waitForNavigation().catch(() => null);
  const sent = page.waitForResponse(
    (response) => response.request().method() === 'POST' && new URL(response.url()).pathname === form,
  );
  // Behind the address may be where it leads to afterwards.
  const forms = `form:is([action="${form}"], [action^="${form}?"], [action$="${form}"])`;
  await page.locator(`${forms} button:is([type=submit], .primary):not([formaction])`).first().click();
  const response = await sent;
  if (response.request().isNavigationRequest()) await left;
  else if (!response.ok()) throw new Error(`answered ${response.status()}`);
}

async function logIn() {
  await look('/');
  if (loggedIn === true) return;
  await follow('.utility-bar__login');
  if (loggedIn === true) return;
  await page.locator('main input[name=account]').fill(account);
  await page.locator('main input[name=password]').fill(password);
  loggedIn = null;
  if (await go('logging in', () => press('/api/auth/login'))) {
    if (loggedIn) say('logged-in');
    else say('fault', `a login led to ${page.url()}`);
  }
}

async function logOut() {
  await look('/');
  if (loggedIn !== true) return;
  loggedIn = null;
  if (await go('logging out', () => press('/api/auth/logout'))) {
    if (loggedIn) say('fault', 'a logout logged nobody out');
    else say('logged-out');
  }
}

async function addToCart() {
  await look(product);
  if (loggedIn !== true) return;
  const added = await go('adding to the cart', () => press('/api/mall/cart/add'));
  pieces = [pieces[0] + (added ? 1 : 0), pieces[1] + 1];
}

async function countCart() {
  if (loggedIn !== true) return;
  await look('/cart');
  const field = page.locator(`[id="${product.replace('/p/', 'quantity-')}"]`);
  const found = (await field.count()) > 0 ? Number(await field.first().inputValue()) : 0;
  if (found < pieces[0] || found > pieces[1]) return say('fault', `the cart has ${found} pieces, not ${pieces.join(' to ')}`);
  pieces = [found, found];
  say('cart');
}

/** Orders what is in the cart, and pays with the demo provider, whose page does not say who is asking. */
async function order() {
  if (loggedIn !== true || pieces[0] === 0) return;
  await look('/checkout');
  if (loggedIn !== true) return;
  pieces = [0, pieces[1]];
  const placed = await go('ordering', () => press('/api/mall/checkout'));
  if (!placed) return;
  if (!page.url().endsWith('/pay')) return say('fault', `an order led to ${page.url()}`);
  pieces = [0, 0];
  const paid = await go('paying', async () => {
    await press('/api/mall/payments/begin');
    await page.waitForLoadState('load');
    await press('/pay');
  });
  if (!paid) return;
  if ((await page.locator('[data-state=under-way]').count()) > 0) say('paid');
  else say('fault', `${page.url()} is not paid`);
}

async function shop(turn) {
  await look('/');
  if (loggedIn !== true) await logIn();
  await addToCart();
  await look('/');
  if (loggedIn === true) await follow('.member-menu__account');
  if (turn % 2 === 0) {
    await logOut();
    await look('/');
    await logIn();
  }
  await countCart();
  if (turn % 3 === 0) await order();
}

let turns = [];
let over = false;
createInterface({ input: process.stdin })
  .on('line', (line) => turns.push(line))
  .on('close', () => (over = true));

const PAGES = ['/', '/cart', '/search?q=x'];
for (let number = 0; !over; number += 1) {
  const turn = turns.shift();
  try {
    if (turn !== undefined) await shop(Number(turn));
    else if (number > 0) await look(PAGES[number % PAGES.length]);
  } catch (error) {
    say('fault', String(error).split('\n')[0]);
  }
  if (turn !== undefined) say('done');
  await new Promise((resolve) => setTimeout(resolve, 300));
}
for (const cookie of await context.cookies()) say('cookie', cookie.name);
await browser.close();
