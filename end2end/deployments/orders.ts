// Every deployment the suite can ask for.

import type { Topology } from './deployment.ts';

export interface Order {
  readonly topology: Topology;
  /** Ten apart: the copies get ports of their own above `port + 1000`. */
  readonly port: number;
  /** With a PostgreSQL that nobody else uses, so that it can be stopped. */
  readonly ownDatabase?: boolean;
  /** With a provider of logins for demonstrations. */
  readonly social?: boolean;
}

export type DeploymentId = keyof typeof ORDERS;

export const ORDERS = {
  T1: { topology: 'T1', port: 3110, social: true },
  T7: { topology: 'T7', port: 3170, social: true },
  T8: { topology: 'T8', port: 3180 },
  T2a: { topology: 'T2a', port: 3120 },
  T2b: { topology: 'T2b', port: 3130 },
  T2c: { topology: 'T2c', port: 3140 },
  T3: { topology: 'T3', port: 3150 },
  T4: { topology: 'T4', port: 3160 },
  outage: { topology: 'T7', port: 3190, ownDatabase: true },
  // Nobody logs in there, so every row in the session table would be a probe's.
  probes: { topology: 'T1', port: 3100 },
} as const satisfies Record<string, Order>;
