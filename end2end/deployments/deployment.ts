// What a test may know about the deployment it visits.

/** A row of the table in xtask/src/topology.rs. */
export type Topology = 'T1' | 'T2a' | 'T2b' | 'T2c' | 'T3' | 'T4' | 'T7' | 'T8';

export interface Deployment {
  readonly topology: Topology;
  /** Where a browser finds the mall, without a slash at the end. */
  readonly mall: string;
  /** Where a browser finds the login; the same as `mall` where both share an origin. */
  readonly auth: string;
  /** The name of its database in the private PostgreSQL. */
  readonly database: string;
  /** `CFMALL_DEV_HOME`, where it has a PostgreSQL of its own. */
  readonly home?: string;
}

/** The session cookie as this topology sets it. */
export function sessionCookie({ topology }: Deployment): { name: string; domain?: string } {
  return topology === 'T3' || topology === 'T7'
    ? { name: '__Secure-cfmall', domain: 'cfmall.localhost' }
    : { name: '__Host-cfmall' };
}

/** Whether login and mall are two origins for a browser. */
export function isSplitByHost({ mall, auth }: Deployment): boolean {
  return mall !== auth;
}
