// axe is JavaScript: where a browser runs none, it finds the same page and cannot say so.

import { expectAccessible } from '../../fixtures/axe.ts';
import { test } from '../../fixtures/test.ts';
import { expectNothingSticksOut } from '../../fixtures/width.ts';
import { PLACES } from './places.ts';

for (const place of PLACES) {
  test(`${place.name}: axe finds nothing, by day and by night, and on a phone nothing sticks out`, async ({ page, deployment, visitor }) => {
    await place.go(page, deployment, visitor);
    await expectAccessible(page);
    await expectNothingSticksOut(page);
  });
}
