// Opens the pool of deployments before the first test and ends every deployment after the last one, whatever happened between.

import { DeploymentPool } from './pool.ts';

export default async function openPool(): Promise<() => Promise<void>> {
  const pool = new DeploymentPool();
  process.env['CFMALL_DEPLOYMENTS'] = await pool.listen();
  return () => pool.close();
}
