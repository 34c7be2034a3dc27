// Answers remembered for a second (CACHE=1): a bounded number, and what many ask for at once is loaded once.

import { LRUCache } from 'lru-cache';

const memory = new LRUCache({
  maxSize: 32 * 1024 * 1024,
  sizeCalculation: (answer, key) => 1000 + key.length + 2 * (answer.content?.length ?? 10_000),
  ttl: 1000,
  fetchMethod: (key, stale, { context: load }) => load(),
});

// What `load` comes to. Nothing is remembered of what does not exist.
export const remembered =
  process.env.CACHE === '1' ? (key, load) => memory.fetch(key, { context: load }) : (key, load) => load();
