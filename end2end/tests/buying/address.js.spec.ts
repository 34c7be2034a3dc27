// With JavaScript the districts of another province come in place.

import { expect, test } from '../../fixtures/test.ts';

test('whoever is at the districts already, stays there when those of another province come', async ({
  buying,
  visitor,
  ownMember,
  page,
  deployment,
}) => {
  const { address } = buying;
  await visitor.isLoggedInAs(ownMember);
  await page.goto(`${deployment.mall}/addresses/new`);
  await address.chooseProvince('广东省');
  await expect(address.district).toBeEnabled();
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(/[?&]province=/, async (route) => {
    await gone;
    await route.continue();
  });
  await address.province.selectOption('浙江省');
  await address.district.focus();
  letGo();
  await expect(address.district.getByRole('option', { name: '西湖区' })).toHaveCount(1);
  await expect(address.district).toBeFocused();
});
