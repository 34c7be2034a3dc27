// What the pages show of the catalogue; undefined if there is no such page.

import { rows } from './database.js';
import { remembered } from './memory.js';
import { CARDS_BELOW, CARDS_NAMED, FRONT, PRODUCT, TREE } from './statements.js';

const PAGE_SIZE = 24;
const PICKS = 10;
const FLOORS = 5;
const FLOOR_PRODUCTS = 5;
const FEW_LEFT = 10;
const SITE = '谷粒商城';

export async function front() {
  const { tops } = await tree();
  const ids = tops.map((top) => top.id);
  const cards = await rows('front', FRONT, [ids, PICKS, ids.slice(0, FLOORS), FLOOR_PRODUCTS]);
  const cardsOn = (floor) => cards.filter((card) => card.floor === floor).map(priced);
  return {
    head: {
      title: SITE,
      description: `${SITE}：手机数码、家用电器、服饰鞋包、美食生鲜，一站购齐。`,
      address: '/',
    },
    tops,
    picks: cardsOn(null),
    floors: tops.slice(0, FLOORS).map((top) => ({ ...top, cards: cardsOn(top.id) })),
  };
}

export async function category(page, slug) {
  const here = (await tree()).bySlug.get(slug);
  if (!here || page === 0) return undefined;
  const path = trail(here);
  const depth = path.length - 1;
  const statement = CARDS_BELOW[depth];
  const cards = await rows(`below ${depth}`, statement, [here.id, PAGE_SIZE, (page - 1) * PAGE_SIZE]);
  if (cards.length === 0 && page > 1) return undefined;
  const address = (number) => (number === 1 ? `/c/${slug}` : `/c/${slug}?page=${number}`);
  return {
    head: {
      title: here.name,
      description: `${SITE}${here.name}：有哪些商品、哪些规格，价格一目了然。`,
      address: address(page),
    },
    here,
    trail: path,
    nearby: here.children.length > 0 ? here.children : (here.parent?.children ?? []),
    ...list(cards, page, address),
  };
}

export async function search(page, words) {
  if (page === 0) return undefined;
  const patterns = words.split(' ').filter(Boolean).slice(0, 8).map(containing);
  const limits = [PAGE_SIZE, (page - 1) * PAGE_SIZE];
  const cards = patterns.length > 0 ? await rows('named', CARDS_NAMED, [patterns, ...limits]) : [];
  if (cards.length === 0 && page > 1) return undefined;
  let title = `“${words}”的搜索结果`;
  if (words === '') title = '想找点什么？';
  else if (cards.length === 0) title = `没有找到“${words}”`;
  const address = (number) => `/search?${new URLSearchParams({ q: words, page: number })}`;
  return { head: { title, words, noindex: true }, title, words, ...list(cards, page, address) };
}

// The words of a search: one line, without what nobody can see, not too long.
export function readable(text = '') {
  const visible = String(text).normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  const line = visible.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return [...line].slice(0, 80).join('').trimEnd();
}

// A pattern that matches the word itself anywhere.
function containing(word) {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}

export async function product(sku) {
  if (!/^[1-9]\d{0,15}$/.test(sku)) return undefined;
  const [{ byId }, [row]] = await Promise.all([tree(), rows('product', PRODUCT, [sku])]);
  if (!row) return undefined;
  const variants = row.variants.map((variant) => ({
    ...priced(variant),
    choice: variant.choice.map((value) => value.zh),
    level: level(variant.stock),
  }));
  const chosen = variants.find((variant) => variant.id === Number(sku));
  return {
    head: {
      title: row.name_zh,
      description: `${row.tagline_zh} ${row.description_zh}`,
      address: `/p/${variants[0].id}`,
    },
    product: row,
    trail: trail(byId.get(row.category_id)),
    chosen,
    options: row.options.map((option, axis) => ({ name: option.zh, values: valuesOf(variants, chosen, axis) })),
  };
}

// The values of an option, in the order of their first appearance, each with the variant it leads to: the one that is
// otherwise like the chosen one, or else the first that has the value.
function valuesOf(variants, chosen, axis) {
  const labels = [...new Set(variants.map((variant) => variant.choice[axis]))];
  return labels.map((label) => {
    const wanted = chosen.choice.with(axis, label);
    const target =
      variants.find(({ choice }) => choice.every((value, index) => value === wanted[index])) ??
      variants.find(({ choice }) => choice[axis] === label);
    return { label, target };
  });
}

function level(stock) {
  if (stock <= 0) return 'none';
  return stock <= FEW_LEFT ? 'few' : 'plenty';
}

// One page of a list with the addresses of its neighbours.
function list(cards, page, address) {
  const total = cards[0]?.total ?? 0;
  const pages = Math.ceil(total / PAGE_SIZE);
  return {
    cards: cards.map(priced),
    total,
    page,
    pages,
    previous: page > 1 ? address(page - 1) : undefined,
    next: page < pages ? address(page + 1) : undefined,
  };
}

// A row with its price as shops write it: 399900 as ¥3,999 and .00.
function priced(row) {
  const yuan = String(Math.floor(row.price_fen / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return { ...row, yuan: `¥${yuan}`, fen: `.${String(row.price_fen % 100).padStart(2, '0')}` };
}

// All categories, parents before their children.
function tree() {
  return remembered('tree', async () => {
    const byId = new Map();
    const bySlug = new Map();
    const tops = [];
    for (const { id, parent_id, slug, name_zh } of await rows('tree', TREE)) {
      const parent = byId.get(parent_id);
      const here = { id, slug, name: name_zh, parent, children: [] };
      byId.set(id, here);
      bySlug.set(slug, here);
      (parent?.children ?? tops).push(here);
    }
    return { byId, bySlug, tops };
  });
}

// The way from the top category down to this one, both included.
function trail(here) {
  return here ? [...trail(here.parent), here] : [];
}
