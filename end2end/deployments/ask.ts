// The worker's side of the pool of deployments.

import type { Deployment } from './deployment.ts';
import type { DeploymentId } from './orders.ts';

export async function deployment(id: DeploymentId): Promise<Deployment> {
  const answer = await fetch(`${process.env['CFMALL_DEPLOYMENTS']}/${id}`);
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as Deployment;
}
