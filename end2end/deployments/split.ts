// One running deployment: a process `xtask split`, which starts and ends all others.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Deployment } from './deployment.ts';
import { describe } from './describe.ts';
import { type DeploymentId, ORDERS, type Order } from './orders.ts';
import { OwnPostgres } from './own-postgres.ts';
import { program, ROOT } from './programs.ts';

/** Debug builds that migrate and seed on two busy cores. */
const START_LIMIT = 170_000;
/** After so many milliseconds it is asked again, which means: at once. */
const END_TIMEOUT = 20_000;
const OUTPUT_SHOWN = 60;
/** Tests share the demo members, and none shall log out another by logging in. */
const SESSION_LIMIT = 10_000;

export class Split {
  readonly deployment: Deployment;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #postgres: OwnPostgres | undefined;
  #output: string[] = [];

  static async start(id: DeploymentId): Promise<Split> {
    const split = new Split(id, ORDERS[id]);
    try {
      await split.#ready();
      return split;
    } catch (cause) {
      await split.end();
      throw new Error(`${id} did not start: ${String(cause)}\n${split.#output.join('\n')}`);
    }
  }

  private constructor(id: DeploymentId, order: Order) {
    const { topology, port } = order;
    this.#postgres = order.ownDatabase ? new OwnPostgres(id) : undefined;
    this.deployment = { ...describe(order), ...(this.#postgres && { home: this.#postgres.home }) };
    this.#process = spawn(
      program('xtask'),
      ['split', '--no-build', '--topology', topology, '--port', String(port), ...(order.social ? ['--social'] : [])],
      {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...(this.#postgres?.environment ?? process.env), SESSION_LIMIT: String(SESSION_LIMIT) },
      },
    );
    this.#ended = new Promise((resolve) => {
      this.#process.once('exit', () => resolve());
      this.#process.once('error', () => resolve());
    });
  }

  async end(): Promise<void> {
    const impatience = setTimeout(() => this.#process.kill('SIGTERM'), END_TIMEOUT);
    const despair = setTimeout(() => this.#process.kill('SIGKILL'), 2 * END_TIMEOUT);
    this.#process.kill('SIGTERM');
    await this.#ended;
    clearTimeout(impatience);
    clearTimeout(despair);
    this.#postgres?.throwAway();
  }

  /** When there is no time to wait: the process that started us is going down. */
  abandon(): void {
    this.#process.kill('SIGTERM');
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`not ready after ${START_LIMIT / 1000} s`)), START_LIMIT);
      const listen = (stream: Readable | null) => {
        if (!stream) return;
        createInterface(stream).on('line', (line) => {
          this.#output = [...this.#output, line].slice(-OUTPUT_SHOWN);
          if (line.startsWith('ready: ')) {
            clearTimeout(limit);
            resolve();
          }
        });
      };
      listen(this.#process.stdout);
      listen(this.#process.stderr);
      this.#process.once('error', reject);
      this.#process.once('exit', (code) => reject(new Error(`xtask split ended with ${code}`)));
    });
  }
}
