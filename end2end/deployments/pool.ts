// Starts each deployment once for the whole run, when the first test asks for it.
//
// Playwright's workers are processes of their own that come and go (every failed test ends one). So the deployments
// belong to the main process, and workers ask for them here, over HTTP.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DeploymentId, ORDERS } from './orders.ts';
import { Split } from './split.ts';

export class DeploymentPool {
  readonly #splits = new Map<DeploymentId, Promise<Split>>();
  readonly #running = new Set<Split>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const id = request.url?.slice(1) ?? '';
      const answer = (status: number, body: string) => response.writeHead(status).end(body);
      if (!isKnown(id)) {
        answer(404, `there is no deployment ${id}`);
        return;
      }
      this.#open(id).then(
        ({ deployment }) => answer(200, JSON.stringify(deployment)),
        (error: Error) => answer(500, error.message),
      );
    });
    process.once('exit', () => this.#running.forEach((split) => split.abandon()));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends everything, also what was just starting. */
  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    const splits = await Promise.allSettled(this.#splits.values());
    await Promise.all(splits.map((split) => (split.status === 'fulfilled' ? split.value.end() : undefined)));
  }

  /** A failed start is not tried again: every test that needs it says why it failed. */
  #open(id: DeploymentId): Promise<Split> {
    const known = this.#splits.get(id);
    if (known) return known;
    const split = Split.start(id);
    split.then((split) => this.#running.add(split)).catch(() => {});
    this.#splits.set(id, split);
    return split;
  }
}

function isKnown(id: string): id is DeploymentId {
  return Object.hasOwn(ORDERS, id);
}
