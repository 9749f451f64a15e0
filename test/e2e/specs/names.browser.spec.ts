import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { cutOffControls, pageOverflow } from '../support/layout.ts';

/** Names as people and attackers give them; the first is of letters that run from right to left. */
const NAMES = [
  'סדר.הזמנה',
  'データ.フレーム',
  'パッケージ'.repeat(40),
  'a.very.deep.package.'.repeat(12).concat('Handler'),
  'emoji.👩‍👩‍👧‍👦Family',
  'app.<img src=x onerror=alert(1)>',
  'app."quoted" & \'such\'',
] as const;

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-names-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rings of two objects of each name: each is a family of cycles. */
function writeNames(): string {
  const lines = NAMES.flatMap((type, index) => {
    const [one, other] = [0x1000 + 128 * index, 0x1040 + 128 * index];
    return [
      { address: one, type, size: 640, refs: [other] },
      { address: other, type, size: 640, refs: [one] },
    ].map((object) => JSON.stringify(object));
  });
  const file = path.join(folder, 'names.json');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** Texts in which letters that run from right to left stand among others, not kept apart. */
async function entangled(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const RIGHT_TO_LEFT = /\p{Script=Hebrew}/u;
    const OTHER = /[\p{Script=Latin}\d]/u;
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      const parent = node.parentElement;
      if (!RIGHT_TO_LEFT.test(text) || parent === null) continue;
      // What is only heard has no sides.
      if (!parent.checkVisibility() || parent.closest('.visually-hidden') !== null) continue;
      const style = getComputedStyle(parent);
      const isAlone = parent.childNodes.length === 1;
      const isApart = style.unicodeBidi !== 'normal' || !style.display.startsWith('inline');
      if (OTHER.test(text) || !isAlone || !isApart) found.push(parent.outerHTML.slice(0, 160));
    }
    return found;
  });
}

test('names of any script and length stay in their place', async ({ startApp }) => {
  const { page } = await startApp({ files: [writeNames()] });
  await expect(page.getByRole('region', { name: 'Cycle families' })).toBeVisible();
  const found: string[] = [];
  const check = async (where: string) => {
    const overflow = await pageOverflow(page);
    if (overflow.x > 0 || overflow.y > 0) found.push(`${where}: ${JSON.stringify(overflow)}`);
    for (const control of await cutOffControls(page)) found.push(`${where}, cut off: ${control}`);
    for (const text of await entangled(page)) found.push(`${where}, not apart: ${text}`);
  };
  const views = page.getByRole('navigation', { name: 'Views' });
  const show = async (name: string) => {
    await views.getByRole('button', { name }).click();
    await expect(page.getByRole('main').locator('[aria-busy="true"]')).toHaveCount(0);
  };
  for (const size of [
    { width: 1280, height: 800 },
    { width: 640, height: 400 },
  ]) {
    await page.setViewportSize(size);
    await show('Overview');
    await check(`overview, ${size.width}`);
    await show('Cycles');
    const families = page.getByRole('list', { name: 'Cycle families' });
    await expect(families).toBeVisible();
    await check(`cycles, ${size.width}`);
    await show('Objects');
    await expect(page.getByRole('grid').first()).toBeVisible();
    await check(`objects, ${size.width}`);
    await show('Graph');
    await expect(page.getByRole('application')).toBeVisible();
    await check(`graph, ${size.width}`);
  }
  // What looks like markup is text.
  await page.setViewportSize({ width: 1280, height: 800 });
  await show('Objects');
  await expect(page.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible();
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(found).toEqual([]);
});
