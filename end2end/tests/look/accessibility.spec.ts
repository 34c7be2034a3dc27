import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../../fixtures/test.ts';
import { PLACES } from './places.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    for (const place of PLACES) {
      test(`${place.name}: axe finds nothing`, async ({ page, deployment, visitor }) => {
        await place.go(page, deployment, visitor);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(({ id, nodes }) => ({
          id,
          where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
        }));
        expect(found).toEqual([]);
      });
    }
  });
}
