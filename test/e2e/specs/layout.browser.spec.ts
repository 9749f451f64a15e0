import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { cutOffControls, pageOverflow } from '../support/layout.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

/** From a window of 1280 × 800 at 200 % to a large screen; in CSS pixels. */
const SIZES = [
  { width: 640, height: 400 },
  { width: 820, height: 600 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
] as const;

const headline = (page: Page) =>
  page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ });
const viewButtons = (page: Page) =>
  page.getByRole('navigation', { name: 'Views' }).locator('button:not([aria-haspopup])');

/** Every view in turn, then the palette and the glossary over the last of them. */
async function everywhere(page: Page, check: (where: string) => Promise<void>): Promise<void> {
  for (const button of await viewButtons(page).all()) {
    if (await button.isDisabled()) continue;
    const name = (await button.textContent()) ?? '';
    await button.click();
    await expect(button).toHaveAttribute('aria-current', 'page');
    // The view has its answer once nothing is awaited any more.
    await expect(page.getByRole('main').locator('[aria-busy="true"]')).toHaveCount(0);
    await check(name);
  }
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('palette');
  await page.getByRole('option', { name: 'Glossary' }).click();
  await expect(page.getByRole('dialog', { name: 'Glossary' })).toBeVisible();
  await check('glossary');
  await page.keyboard.press('Escape');
}

for (const size of SIZES) {
  test(`everything can be reached in ${size.width} × ${size.height}`, async ({ startApp }) => {
    const { page } = await startApp();
    await page.setViewportSize(size);
    const found: unknown[] = [];
    const check = async (where: string) => {
      const overflow = await pageOverflow(page);
      if (overflow.x > 0 || overflow.y > 0) found.push({ where, overflow });
      found.push(...(await cutOffControls(page)).map((control) => `${where}: ${control}`));
    };
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await check('start screen');
    await page.getByRole('button', { name: 'Open the example' }).click();
    await expect(headline(page)).toBeVisible();
    await everywhere(page, check);
    expect(found).toEqual([]);
  });
}

test('from right to left, everything changes sides and nothing is lost', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(headline(page)).toBeVisible();
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  const rail = await page.getByRole('navigation', { name: 'Views' }).boundingBox();
  expect(Math.round((rail?.x ?? 0) + (rail?.width ?? 0))).toBe(1280);
  const found: unknown[] = [];
  await everywhere(page, async (where) => {
    const overflow = await pageOverflow(page);
    if (overflow.x > 0 || overflow.y > 0) found.push({ where, overflow });
    found.push(...(await cutOffControls(page)).map((control) => `${where}: ${control}`));
  });
  expect(found).toEqual([]);
});

test('nothing moves by itself while a dump opens', async ({ startApp }) => {
  const { page } = await startApp();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => {
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        readonly value: number;
        readonly sources: readonly { readonly node: Node | null }[];
      })[]) {
        const moved = entry.sources.map(({ node }) =>
          node instanceof Element ? node.outerHTML.slice(0, 80) : String(node?.textContent),
        );
        shifts.push(`${entry.value.toFixed(4)} ${moved.join(' | ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: false });
  });
  await page.getByRole('button', { name: 'Open the example' }).click();
  await expect(headline(page)).toBeVisible();
  const shifts = await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts);
  expect(shifts.filter((shift) => Number.parseFloat(shift) >= 0.01)).toEqual([]);
});
