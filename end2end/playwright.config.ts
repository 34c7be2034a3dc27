// The same specs over the deployments that must work, with JavaScript and without; beside them the groups that need
// deployments of their own. README.md says which folder is which.

import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGUMENTS } from './browsers/arguments.mjs';
import { chromium, headlessShell } from './browsers/find.ts';
import type { Options } from './fixtures/deployed.ts';

// What looks the same wherever it is served is looked at on T1. What a deployment can break (who is asking, where one is sent, which
// cookie is set) is repeated on each; on T8 without JavaScript only the purchase, which begins with a login. The session lab with JavaScript
// is visited with the whole browser, everything else with its engine alone, in half the time.
const EVERYTHING = [
  'account',
  'browse',
  'buying',
  'cart',
  'code-login',
  'contact',
  'errors',
  'http',
  'login',
  'look',
  'passkeys',
  'password-reset',
  'preferences',
  'register',
  'social',
];
const WORKING = [
  { topology: 'T1', folders: EVERYTHING, withoutJavaScript: EVERYTHING },
  {
    topology: 'T7',
    folders: ['account', 'buying', 'cart', 'code-login', 'http', 'login', 'passkeys', 'password-reset', 'preferences', 'register', 'social'],
    withoutJavaScript: ['account', 'buying', 'cart', 'login', 'password-reset', 'register', 'social'],
  },
  { topology: 'T8', folders: ['buying', 'http', 'login'], withoutJavaScript: ['buying'] },
] as const;
const specs = (folders: readonly string[]) => folders.map((folder) => `**/tests/${folder}/**/*.spec.ts`);
const GROUPS = ['lesson', 'outage', 'probes', 'firefox'];
// The session lab is one process with every deployment in it, and has no `deploymentId`.
const LAB = '**/tests/lab/**';
// Its answer may be a process that starts or starts again: seconds, and on a machine with other things to do many of them.
const PATIENT = { timeout: 90_000, expect: { timeout: 30_000 } };

const launchOptions = (executablePath: string | undefined) => ({
  args: CHROMIUM_ARGUMENTS,
  ...(executablePath && { executablePath }),
});
const engine = launchOptions(headlessShell() ?? chromium());
const browser = launchOptions(chromium());

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
    launchOptions: engine,
  },
  projects: [
    ...WORKING.flatMap(({ topology, folders, withoutJavaScript }) => [
      {
        name: topology,
        testMatch: specs(folders),
        testIgnore: '**/*.no-js.spec.ts',
        use: { deploymentId: topology },
      },
      {
        name: `${topology} no-js`,
        testMatch: specs(withoutJavaScript),
        // What is sent over the wire knows no JavaScript: it is tested once.
        testIgnore: ['**/*.js.spec.ts', '**/tests/http/**'],
        use: { deploymentId: topology, javaScriptEnabled: false },
      },
    ]),
    ...GROUPS.map((group) => ({ name: group, testMatch: `**/tests/${group}/**/*.spec.ts` })),
    // The whole browser: frames and their cookies are what it is about.
    { name: 'lab', testMatch: LAB, ...PATIENT, use: { launchOptions: browser } },
    { name: 'lab no-js', testMatch: LAB, testIgnore: '**/*.js.spec.ts', ...PATIENT, use: { javaScriptEnabled: false } },
  ],
});
