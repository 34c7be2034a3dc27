// Renews the pictures in docs/lesson: `npm run pictures`, with the programs built. No test of the house.

import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGUMENTS } from './browsers/arguments.mjs';
import { chromium } from './browsers/find.ts';

const executablePath = chromium();

export default defineConfig({
  testDir: 'pictures',
  // One lab, one picture after the other.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { args: CHROMIUM_ARGUMENTS, ...(executablePath && { executablePath }) },
  },
});
