// A connection to a deployment's database, to look at what is in it.

import { execFileSync } from 'node:child_process';
import pg from 'pg';
import type { Deployment } from './deployment.ts';
import { program, ROOT } from './programs.ts';

export async function connect({ database }: Deployment): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] || ownUrl(database) });
  await client.connect();
  return client;
}

function ownUrl(database: string): string {
  const url = new URL(execFileSync(program('dev-postgres'), ['url'], { cwd: ROOT, encoding: 'utf8' }).trim());
  url.pathname = `/${database}`;
  return url.href;
}
