import { randomInt } from 'node:crypto';
import { expect, test } from '../../fixtures/test.ts';
import { RegisterPage } from '../../pages/register.ts';

test('the seconds until another code go by, and then the button sends one', async ({ page, deployment }) => {
  await page.clock.install();
  const register = new RegisterPage(page, deployment);
  await register.open();
  await register.askForCode(`139${String(randomInt(100_000_000)).padStart(8, '0')}`);
  await expect(register.sendAgain).toBeDisabled();
  await page.clock.runFor(30_000);
  await expect(register.wait).toHaveText(/^(2\d|3[01]) 秒/);
  await page.clock.runFor(31_000);
  await expect(register.sendAgain).toBeEnabled();
  await expect(register.wait).toBeHidden();
});
