// A PostgreSQL that only one deployment uses: `dev-postgres` with a home of its own, which can be stopped and started.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { program, ROOT } from './programs.ts';

export class OwnPostgres {
  readonly home: string;
  #again: ChildProcess | undefined;

  /** A new home; or the one that a deployment said it has. */
  constructor(name: string, home?: string) {
    // Not in the project: PostgreSQL never runs as root, and its user must be able to reach the folder.
    this.home = home ?? mkdtempSync(`/var/tmp/cfmall-e2e-${name}-`);
    if (!home) chmodSync(this.home, 0o755);
  }

  get environment(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _, ...rest } = process.env;
    return { ...rest, CFMALL_DEV_HOME: this.home };
  }

  stop(): void {
    this.#run('stop');
  }

  /** On the same port as before, which `dev-postgres` remembers. */
  async start(database: string): Promise<void> {
    const again = spawn(program('dev-postgres'), ['start', database], {
      cwd: ROOT,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#again = again;
    await new Promise<void>((resolve, reject) => {
      createInterface(again.stdout).on('line', (line) => {
        if (line.startsWith('postgres://')) resolve();
      });
      again.once('exit', (code) => reject(new Error(`dev-postgres ended with ${code}`)));
      again.once('error', reject);
    });
  }

  /** Gives the lease of `start` back; the deployment has one of its own. */
  release(): void {
    this.#again?.kill('SIGTERM');
  }

  throwAway(): void {
    this.#run('reset');
    rmSync(this.home, { recursive: true, force: true });
  }

  #run(command: 'stop' | 'reset'): void {
    execFileSync(program('dev-postgres'), [command], { cwd: ROOT, env: this.environment, stdio: 'pipe' });
  }
}
