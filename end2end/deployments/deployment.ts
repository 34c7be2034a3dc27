// What a test may know about the deployment it visits.

/** The topologies that are visited: ids of the table in dev/deployment/src/topology.rs. */
export type Topology = 'T1' | 'T2a' | 'T2b' | 'T2c' | 'T3' | 'T4' | 'T7' | 'T8';

/** What `xtask split --describe` says of a topology. */
export interface Deployment {
  readonly topology: Topology;
  /** Where a browser finds the mall, without a slash at the end. */
  readonly mall: string;
  /** Where a browser finds the login; the same as `mall` where both share an origin. */
  readonly auth: string;
  /** The name of its database in the private PostgreSQL. */
  readonly database: string;
  /** How many copies there are of each program. */
  readonly copies: Readonly<Record<string, number>>;
  /** The session cookie; without a domain it belongs to one host. */
  readonly cookie: { readonly name: string; readonly domain: string | null };
  /** `CFMALL_DEV_HOME`, where it has a PostgreSQL of its own. */
  readonly home?: string;
}

/** The session cookie as this topology sets it. */
export function sessionCookie({ cookie: { name, domain } }: Deployment): { name: string; domain?: string } {
  return domain === null ? { name } : { name, domain };
}

/** Whether login and mall are two origins for a browser. */
export function isSplitByHost({ mall, auth }: Deployment): boolean {
  return mall !== auth;
}
