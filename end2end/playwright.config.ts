// The same specs over every deployment that must work, with JavaScript and without; beside them the groups that need
// deployments of their own. README.md says which folder is which.

import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGUMENTS } from './browsers/arguments.ts';
import { chromium } from './browsers/find.ts';
import type { Options } from './fixtures/deployed.ts';

const WORKING = ['T1', 'T7', 'T8'] as const;
const GROUPS = ['lesson', 'outage', 'probes', 'firefox'];

const executablePath = chromium();

export default defineConfig<object, Options>({
  testDir: 'tests',
  globalSetup: './deployments/global-setup.ts',
  // A failure is a finding, not bad luck.
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Servers and database share the machine with the browsers.
  workers: Math.max(1, Math.min(4, availableParallelism())),
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  use: {
    locale: 'zh-CN',
    // A trace of every test costs a third of the time; `--trace retain-on-failure` records one when it is wanted.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { args: CHROMIUM_ARGUMENTS, ...(executablePath && { executablePath }) },
  },
  projects: [
    ...WORKING.flatMap((topology) => [
      {
        name: topology,
        testIgnore: GROUPS.map((group) => `**/tests/${group}/**`),
        use: { deploymentId: topology },
      },
      {
        name: `${topology} no-js`,
        // What is sent over the wire knows no JavaScript: it is tested once.
        testIgnore: ['**/*.js.spec.ts', '**/tests/http/**', ...GROUPS.map((group) => `**/tests/${group}/**`)],
        use: { deploymentId: topology, javaScriptEnabled: false },
      },
    ]),
    ...GROUPS.map((group) => ({ name: group, testMatch: `**/tests/${group}/**/*.spec.ts` })),
  ],
});
