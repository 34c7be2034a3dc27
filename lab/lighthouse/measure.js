// What Lighthouse says of the shop's pages: `node measure.js ORIGIN [REPORT]` asks, and writes the report if a file is named.
// `cargo xtask lighthouse` starts a release build and calls it.

import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { availableParallelism } from 'node:os';
import * as chromeLauncher from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { CHROMIUM_ARGUMENTS } from '../../end2end/browsers/arguments.mjs';

const GOAL = 95;
/** Of so many visits the median is taken: the machine is not alone. */
const VISITS = 3;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const METRICS = {
  'first-contentful-paint': 'FCP',
  'largest-contentful-paint': 'LCP',
  'total-blocking-time': 'TBT',
  'cumulative-layout-shift': 'CLS',
};
/** What search engines want of a page, and what a page of one visitor must not offer. */
const FOR_SEARCH_ENGINES = ['is-crawlable', 'meta-description'];
const DEVICES = { phone: undefined, desktop: desktopConfig };
const FLAGS = ['--headless=new', ...CHROMIUM_ARGUMENTS];

const [origin, report] = process.argv.slice(2);
if (!origin) throw new Error('which origin?');

/** Over loopback, whatever the system makes of `*.localhost`. */
function ask(path, { form, ...headers } = {}) {
  const { host, port } = new URL(origin);
  const body = form && new URLSearchParams(form).toString();
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: body ? 'POST' : 'GET',
        headers: { host, ...headers, ...(body && { origin, 'content-type': 'application/x-www-form-urlencoded' }) },
      },
      async (answer) => {
        const chunks = await answer.toArray();
        resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** The first of the addresses in a page that begin with `prefix`. */
function first(page, prefix) {
  const found = new RegExp(`href="(${prefix}[^"?#]+)"`).exec(page);
  if (!found) throw new Error(`no address ${prefix}… in a page`);
  return found[1];
}

/** A category of the menu, its first product, and the cookie of a cart that holds it. */
async function places() {
  const front = await ask('/');
  if (front.status !== 200) throw new Error(`the front page answers ${front.status}`);
  const category = first(front.text, '/c/');
  const product = first((await ask(category)).text, '/p/');
  const form = { sku: product.slice('/p/'.length), quantity: '2' };
  const added = await ask('/api/mall/cart/add', { form });
  const cookie = added.headers['set-cookie']?.[0]?.split(';')[0];
  if (!cookie) throw new Error(`the cart was not filled: ${added.status}`);
  return [
    { name: 'home', path: '/' },
    { name: 'category', path: category },
    { name: 'product', path: product },
    { name: 'cart', path: '/cart', cookie },
  ];
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function visit(port, { path, cookie }, config) {
  const flags = {
    port,
    onlyCategories: CATEGORIES,
    logLevel: 'error',
    ...(cookie && { extraHeaders: { Cookie: cookie }, skipAudits: FOR_SEARCH_ENGINES }),
  };
  const { lhr } = await lighthouse(origin + path, flags, config);
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  return lhr;
}

/** What takes points away: the audits that count and have not passed. */
function faults(lhr) {
  return CATEGORIES.flatMap((category) =>
    lhr.categories[category].auditRefs
      .filter(({ id, weight }) => weight > 0 && (lhr.audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${category}: ${lhr.audits[id].title}`),
  );
}

const chrome = await chromeLauncher.launch({ chromeFlags: FLAGS, chromePath: process.env.CHROMIUM_PATH });
const rows = [];
let version;
try {
  for (const place of await places()) {
    for (const [device, config] of Object.entries(DEVICES)) {
      const visits = [];
      for (let turn = 0; turn < VISITS; turn += 1) visits.push(await visit(chrome.port, place, config));
      const last = visits.at(-1);
      version = `Lighthouse ${last.lighthouseVersion}, ${/Chrome\/\d+/.exec(last.environment.hostUserAgent)?.[0].replace('/', ' ')}`;
      const row = {
        page: place.name,
        device,
        scores: CATEGORIES.map((category) => Math.round(100 * median(visits.map((lhr) => lhr.categories[category].score)))),
        metrics: Object.keys(METRICS).map((id) => median(visits.map((lhr) => lhr.audits[id].numericValue))),
        faults: [...new Set(visits.flatMap(faults))],
      };
      rows.push(row);
      console.log(`${row.page}, ${device}: ${row.scores.join(' ')}${row.faults.map((fault) => `\n  ${fault}`).join('')}`);
    }
  }
} finally {
  chrome.kill();
}

const cells = ({ page, device, scores, metrics: [fcp, lcp, tbt, cls] }) =>
  [page, device, ...scores, `${(fcp / 1000).toFixed(1)} s`, `${(lcp / 1000).toFixed(1)} s`, `${tbt.toFixed(0)} ms`, cls.toFixed(3)];
const table = (...lines) => lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
const marked = rows.flatMap(({ page, device, faults }) => faults.map((fault) => `- ${page}, ${device}: ${fault}`));

if (report) {
  await writeFile(
    report,
    `# What Lighthouse says

Written by \`cargo xtask lighthouse\`; do not edit. A monolith, release build, as guests see it in Chinese; the cart has a line. Medians of
${VISITS} visits, each with an empty cache, on a phone and a network as Lighthouse imagines them (its defaults, "slow 4G", a processor a quarter as
fast) and on a desktop. The server and the browser share ${availableParallelism()} cores. The goal is ${GOAL} or more in each of the four. The
cart is a page of one visitor, which no search engine may keep (\`noindex\`): ${FOR_SEARCH_ENGINES.map((id) => `\`${id}\``).join(' and ')} are not asked of it.

${table(
  ['page', 'device', 'performance', 'accessibility', 'best practices', 'SEO', ...Object.values(METRICS)],
  Array.from({ length: 10 }, (_, column) => (column < 2 ? '---' : '---:')),
  ...rows.map(cells),
)}

${marked.length ? `What takes points away:\n\n${marked.join('\n')}` : 'Nothing that counts takes points away.'}

${version}.
`,
  );
}
const missed = rows.filter(({ scores }) => scores.some((score) => score < GOAL));
if (missed.length > 0) {
  console.error(`${missed.length} of ${rows.length} visits are below ${GOAL}`);
  process.exitCode = 1;
}
