// Forced colours (a contrast theme of the system): all copies have the same colours then, and letter and form tell them apart.

import type { Page } from '@playwright/test';
import { zhangsan } from '../../fixtures/members.ts';
import { expect, test } from '../../fixtures/lab.ts';

const SIGN = 'svg[aria-hidden="true"]:has(> text)';

interface Sign {
  letter: string;
  form: string;
  fill: string;
  edge: string;
  edgeWidth: number;
  ink: string;
  name: string;
}

/** Every mark of a copy that is on the page and to be seen: pictures with a letter, hidden from screen readers, which read the copy's name. */
const signs = (page: Page): Promise<Sign[]> =>
  page.locator(SIGN).evaluateAll((all) => {
    const beside = (sign: Element): string => {
      const after = Array.from(sign.parentNode!.childNodes).filter((node) => sign.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
      return after.find((node) => node.nodeType !== Node.COMMENT_NODE && node.textContent?.trim())?.textContent?.trim() ?? '';
    };
    return all
      .filter((sign) => sign.checkVisibility() && sign.getBoundingClientRect().width > 0)
      .map((sign) => {
        const shape = sign.querySelector('path, circle, rect')!;
        const text = sign.querySelector('text')!;
        const [drawn, written] = [getComputedStyle(shape), getComputedStyle(text)];
        return {
          letter: text.textContent ?? '',
          form: shape.localName,
          fill: drawn.fill,
          edge: drawn.stroke,
          edgeWidth: parseFloat(drawn.strokeWidth),
          ink: written.fill,
          // In the diagram the name is at the head of the lane.
          name: sign.parentElement!.closest('svg') ? '' : beside(sign),
        };
      });
  });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`${colorScheme}: copies are told apart by letter and form where colours are forced`, async ({ scene, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await scene.open('T7');
    await scene.logIn(zhangsan);
    await scene.lookAtMall();
    await expect(scene.diagram.locator(SIGN).first()).toBeVisible();
    // The page is live: a part of it may be drawn anew at any moment.
    let before: Sign[] = [];
    await expect
      .poll(async () => {
        before = await signs(page);
        return new Set(before.map(({ fill }) => fill)).size;
      }, 'without forced colours each has its own')
      .toBeGreaterThan(1);

    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce', forcedColors: 'active' });
    let after: Sign[] = [];
    await expect
      .poll(async () => {
        after = await signs(page);
        return after.length;
      }, 'all marks are there still')
      .toBeGreaterThanOrEqual(before.length);
    expect(new Set(after.map(({ fill }) => fill)).size, 'now all have the same').toBe(1);

    for (const sign of after) {
      const which = `${sign.form} ${sign.letter} (${sign.name})`;
      expect.soft(sign.letter, which).toMatch(/^[A-Z]$/);
      expect.soft(sign.ink, `${which}: its letter stands out`).not.toBe(sign.fill);
      expect.soft(sign.edge, `${which}: its edge stands out`).not.toBe(sign.fill);
      expect.soft(sign.edgeWidth, `${which}: its edge is drawn`).toBeGreaterThan(0);
    }
    // A letter is one copy's, and the form is its service's, wherever they are on the page.
    const copies = new Map<string, Sign>();
    for (const sign of after.filter(({ name }) => name !== '')) {
      const known = copies.get(sign.letter) ?? sign;
      copies.set(sign.letter, known);
      expect.soft([sign.name, sign.form], `the letter ${sign.letter}`).toEqual([known.name, known.form]);
    }
    expect(copies.size, 'auth and several of the mall').toBeGreaterThan(2);
    expect(new Set([...copies.values()].map(({ name }) => name)).size, 'no two letters for one copy').toBe(copies.size);
    const forms = (service: string) => new Set([...copies.values()].filter(({ name }) => name.startsWith(service)).map(({ form }) => form));
    expect([...forms('auth')]).toEqual(['path']);
    expect([...forms('mall')]).toEqual(['circle']);
  });
}
