// Where the workspace's programs are. `cargo xtask test` gives its own path in XTASK; the others lie beside it.

import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

const XTASK = process.env['XTASK'] ?? join(ROOT, 'target/debug/xtask');

export function program(name: 'xtask' | 'dev-postgres' | 'session-lab'): string {
  return name === 'xtask' ? XTASK : join(dirname(XTASK), name);
}
