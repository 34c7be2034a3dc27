import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_ARGUMENTS } from '../../browsers/arguments.mjs';
import { chromium as installed } from '../../browsers/find.ts';
import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/test.ts';
import { CheckPage } from '../../pages/check.ts';
import { Header } from '../../pages/header.ts';
import { LoginPage } from '../../pages/login.ts';
import { Strip } from '../../pages/strip.ts';

/** `chrome://settings/content/siteData`: "Don't allow sites to save data on your device". */
const BLOCKED = 2;

test('a browser that keeps no cookie: its visitor is told so, and why', async ({ playwright, deployment, javaScriptEnabled }) => {
  const profile = mkdtempSync(join(tmpdir(), 'cfmall-no-cookies-'));
  mkdirSync(join(profile, 'Default'));
  writeFileSync(
    join(profile, 'Default/Preferences'),
    JSON.stringify({ profile: { default_content_setting_values: { cookies: BLOCKED } } }),
  );
  const executablePath = installed();
  const context = await playwright.chromium.launchPersistentContext(profile, {
    args: CHROMIUM_ARGUMENTS,
    locale: 'zh-CN',
    javaScriptEnabled: javaScriptEnabled ?? true,
    ...(executablePath && { executablePath }),
  });
  try {
    const [page = await context.newPage()] = context.pages();
    const login = new LoginPage(page, deployment);
    const check = new CheckPage(page);
    await login.open(`${deployment.mall}/p/100101`);
    await login.logInAs(zhangsan);

    await expect(check.dropped).toBeVisible();
    await expect(check.hints).toHaveText([/Cookie/, /Safari/]);
    await expect(new Strip(page).session, 'no cookie arrived').toHaveText('无');
    await expect(new Header(page).loginLink).toBeVisible();
    expect(await context.cookies()).toEqual([]);

    await check.again.click();
    await expect(login.heading).toBeVisible();
    expect(new URL(page.url()).searchParams.get('next'), 'where one wanted to be is not forgotten').toBe(
      `${deployment.mall}/p/100101`,
    );
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
});
