import { expect, test } from '../../fixtures/test.ts';

test('one adds, changes, ticks, takes out and puts back', async ({ product, cart, page }) => {
  await product.open(100101);
  await product.quantity.fill('２');
  await product.add.click();
  await expect(product.added).toContainText('2 件');
  await expect(cart.link).toHaveAccessibleName('购物车 2');
  await product.open(100102);
  await product.add.click();
  await expect(product.added).toBeVisible();
  await cart.link.click();

  await expect(page).toHaveTitle('购物车');
  await expect(cart.lines).toHaveCount(2);
  await expect(cart.total).toContainText('已选 3 件');
  await expect(cart.total).toContainText('¥12,597.00');

  const line = cart.line(100101);
  await line.more.click();
  await expect(cart.total).toContainText('已选 4 件');
  await line.less.click();
  await expect(cart.total).toContainText('已选 3 件');
  await line.set('1');
  await expect(cart.total).toContainText('¥8,598.00');
  await expect(cart.link).toHaveAccessibleName('购物车 2');

  await line.tick.click();
  await expect(line.tick).not.toBeChecked();
  await expect(cart.total).toContainText('¥4,599.00');
  await cart.tickAll.click();
  await expect(line.tick).toBeChecked();

  await line.remove.click();
  await expect(cart.lines).toHaveCount(1);
  await cart.undo.click();
  await expect(cart.lines).toHaveCount(2);
  await expect(cart.total).toContainText('¥8,598.00');

  await page.reload();
  await expect(cart.lines, 'a reload changes nothing').toHaveCount(2);
});

test('a quantity that is none is told, and is still there', async ({ product, cart, page }) => {
  await product.open(100101);
  await product.quantity.fill('0');
  await product.add.click();
  await expect(page.getByText('数量请填写 1 到 99 的整数')).toBeVisible();
  await product.quantity.fill('1');
  await product.add.click();
  await expect(product.added).toBeVisible();

  await cart.open();
  const line = cart.line(100101);
  await line.set('many');
  await expect(page.getByRole('alert')).toHaveText('数量请填写 1 到 99 的整数。');
  await expect(line.quantity).toHaveValue('many');
  await expect(line.quantity).toHaveAttribute('aria-invalid', 'true');
  await expect(cart.total).toContainText('已选 1 件');
});

test('a quick reload after adding loses nothing', async ({ product, cart, page }) => {
  await product.open(100101);
  await product.add.click();
  await expect(product.added).toBeVisible();
  await page.reload();
  await cart.open();
  await expect(cart.line(100101).quantity).toHaveValue('1');
});

test('the whole of it goes by keyboard', async ({ product, cart, keyboard, page }) => {
  await product.open(100101);
  await keyboard.focus(product.quantity);
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('3');
  await keyboard.press('Enter');
  await expect(product.added).toContainText('3 件');
  await keyboard.focus(cart.link);
  await keyboard.press('Enter');
  await expect(page).toHaveURL(cart.address);
  const line = cart.line(100101);
  await keyboard.focus(line.tick);
  await keyboard.press('Space');
  await expect(line.tick).not.toBeChecked();
  await expect(line.tick, 'one goes on where one was').toBeFocused();
  await keyboard.focus(line.more);
  await keyboard.press('Enter');
  await expect(line.quantity).toHaveValue('4');
  await expect(line.more).toBeFocused();
  await keyboard.focus(cart.tickAll);
  await keyboard.press('Space');
  await expect(line.tick).toBeChecked();
  await expect(cart.tickAll).toBeFocused();
  await keyboard.focus(line.remove);
  await keyboard.press('Enter');
  await expect(cart.empty).toBeVisible();
});
