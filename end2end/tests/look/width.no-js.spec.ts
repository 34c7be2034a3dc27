// With JavaScript the same is looked at on the pages that axe judges: accessibility.js.spec.ts.

import { test } from '../../fixtures/test.ts';
import { expectNothingSticksOut } from '../../fixtures/width.ts';
import { PLACES } from './places.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

for (const place of PLACES) {
  test(`${place.name}: nothing sticks out`, async ({ page, deployment, visitor }) => {
    await place.go(page, deployment, visitor);
    await expectNothingSticksOut(page);
  });
}
