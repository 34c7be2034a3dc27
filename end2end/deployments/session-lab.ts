// The session lab: a process `session-lab serve`, which starts and ends every deployment in it.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { program, ROOT } from './programs.ts';

/** Starts a PostgreSQL of its own and the first scene, with debug builds on two busy cores. */
const START_LIMIT = 120_000;
const END_TIMEOUT = 20_000;
const OUTPUT_SHOWN = 200;

export class SessionLab {
  readonly origin: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #output: string[] = [];

  static async start(port: number): Promise<SessionLab> {
    const lab = new SessionLab(port);
    try {
      await lab.#ready();
      return lab;
    } catch (cause) {
      await lab.end();
      throw new Error(`the session lab did not start: ${String(cause)}\n${lab.lastWords}`);
    }
  }

  private constructor(port: number) {
    this.origin = `http://lab.cfmall.localhost:${port}`;
    this.#process = spawn(program('session-lab'), ['serve', '--no-build', '--port', String(port)], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('exit', () => resolve());
      this.#process.once('error', () => resolve());
    });
  }

  /** The last lines of what the lab and its copies said. */
  get lastWords(): string {
    return this.#output.join('\n');
  }

  async end(): Promise<void> {
    const despair = setTimeout(() => this.#process.kill('SIGKILL'), END_TIMEOUT);
    this.#process.kill('SIGTERM');
    await this.#ended;
    clearTimeout(despair);
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`not ready after ${START_LIMIT / 1000} s`)), START_LIMIT);
      for (const stream of [this.#process.stdout, this.#process.stderr]) {
        if (!stream) continue;
        createInterface(stream).on('line', (line) => {
          this.#output = [...this.#output, line].slice(-OUTPUT_SHOWN);
          if (line.startsWith('ready: ')) {
            clearTimeout(limit);
            resolve();
          }
        });
      }
      this.#process.once('error', reject);
      this.#process.once('exit', (code) => reject(new Error(`session-lab ended with ${code}`)));
    });
  }
}
