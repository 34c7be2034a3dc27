// The browsers of the system. `cargo xtask test` says where they are; by hand they are looked for on the PATH.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

function onPath(...names: string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Undefined: Playwright takes the one it downloaded. */
export function chromium(): string | undefined {
  return process.env['CHROMIUM_PATH'] ?? onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

/** Chromium without a window, a frame around pages or settings: the same engine in half the time. */
export function headlessShell(): string | undefined {
  return process.env['HEADLESS_SHELL_PATH'] ?? onPath('chromium-headless-shell', 'chrome-headless-shell');
}

export function firefox(): string | undefined {
  return process.env['FIREFOX_PATH'] ?? onPath('firefox-esr', 'firefox');
}
