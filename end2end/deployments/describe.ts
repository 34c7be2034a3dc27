// A topology at a port, as the table in dev/deployment/src/topology.rs says it.

import { execFileSync } from 'node:child_process';
import type { Deployment } from './deployment.ts';
import type { Order } from './orders.ts';
import { program, ROOT } from './programs.ts';

export function describe({ topology, port }: Order): Deployment {
  const words = ['split', '--describe', '--topology', topology, '--port', String(port)];
  const described = JSON.parse(execFileSync(program('xtask'), words, { cwd: ROOT, encoding: 'utf8' })) as Record<string, Deployment>;
  const deployment = described[topology];
  if (!deployment) throw new Error(`xtask does not describe ${topology}`);
  return deployment;
}
