// axe is JavaScript: where a browser runs none, it finds the same page and cannot say so.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../../fixtures/test.ts';
import { PLACES } from './places.ts';

for (const place of PLACES) {
  test(`${place.name}: axe finds nothing, by day and by night`, async ({ page, deployment, visitor }) => {
    // Colours are judged when they have arrived, not on their way from day to night.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await place.go(page, deployment, visitor);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => ({
        id,
        where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
      }));
      expect.soft(found, colorScheme).toEqual([]);
    }
  });
}
