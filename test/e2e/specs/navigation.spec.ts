import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE, SMALL_EXAMPLE } from '../support/paths.ts';

const OPENED = { level: 1, name: /wait for the garbage collector: 100 DataFrames/ } as const;
const drawing = (page: Page) => page.getByRole('application', { name: /DataFrame 0x/ });
const words = (page: Page) => page.getByText(/objects and .* references?\./);

/** Draws one of the example's frames and more of what it refers to. */
async function drawMore(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(words(page)).toContainText('2 objects and 2 references');
  await page.getByRole('button', { name: /Show more referents/ }).click();
  await expect(words(page)).not.toContainText('2 objects and 2 references');
  return (await words(page).textContent()) ?? '';
}

test('a page that is loaded again goes on where it was, steps included', async ({ startApp }) => {
  const host = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = host;
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  const drawn = await drawMore(page);
  await expect.poll(host.keptSession).toContain('expanded=');

  await page.reload();
  await expect(drawing(page)).toBeVisible();
  await expect(words(page)).toHaveText(drawn);
  await expect(
    page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { level: 2 }),
  ).toHaveText('DataFrame');

  const back = page.getByRole('button', { name: 'Back', exact: true });
  await back.click();
  await expect(words(page)).toContainText('2 objects and 2 references');
  await back.click();
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await expect(back).toBeDisabled();
});

test('the drawing comes back zoomed as it was', async ({ startApp }) => {
  const host = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = host;
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(drawing(page)).toBeVisible();
  // It lies on a label of the drawing, as large as that is on the screen.
  const label = page.locator('[data-tour="label"]');
  const width = async () => (await label.boundingBox())?.width ?? 0;
  let before = 0;
  await expect(async () => {
    const last = before;
    before = await width();
    // The drawing has come to rest.
    expect(before).toBeGreaterThan(0);
    expect(before).toBe(last);
  }).toPass();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  let zoomed = 0;
  await expect(async () => {
    const last = zoomed;
    zoomed = await width();
    // Two quick steps are two whole ones, also where the second comes on the way of the first.
    expect(zoomed / before).toBeCloseTo(1.25 ** 2, 1);
    // It has come to rest.
    expect(zoomed).toBe(last);
  }).toPass();
  await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
  // What is kept lags a moment behind: only after this it says something of the way back.
  await expect.poll(host.keptSession).toMatch(/"at":2/);
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(drawing(page)).toBeVisible();
  await expect.poll(width).toBe(zoomed);
  await expect.poll(host.keptSession).toMatch(/"at":1/);
  await page.reload();
  await expect(drawing(page)).toBeVisible();
  await expect.poll(width).toBe(zoomed);
});

test('lists come back sorted, filtered and scrolled', async ({ startApp }) => {
  const host = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = host;
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await page.getByRole('button', { name: 'Objects', exact: true }).first().click();
  await page.getByRole('radio', { name: 'Objects', exact: true }).click();
  await page.getByRole('combobox', { name: 'Filter objects' }).fill('dict');
  await page.keyboard.press('Enter');
  await page.getByRole('columnheader', { name: 'Refs' }).getByRole('button').click();
  const grid = page.getByRole('grid');
  await expect(grid.getByRole('columnheader', { name: 'Refs' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await expect(grid).toHaveAttribute('aria-rowcount', /^\d{3,}$/);
  await grid.evaluate((element) => element.scrollTo({ top: 1500 }));
  await expect.poll(() => grid.evaluate(({ scrollTop }) => scrollTop)).toBe(1500);

  const isBack = async () => {
    await expect(page.getByRole('combobox', { name: 'Filter objects' })).toHaveValue('dict');
    await expect(grid.getByRole('columnheader', { name: 'Refs' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await expect.poll(() => grid.evaluate(({ scrollTop }) => scrollTop)).toBe(1500);
  };
  await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await isBack();
  await expect.poll(host.keptSession).toMatch(/scroll-rows=1500[^}]*"at":2/);
  await page.reload();
  await isBack();
});

test('several dumps: by keyboard, and away with the middle button', async ({ startApp }) => {
  const host = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = host;
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  // Another file of the same name: the one that is open would only be shown.
  await host.drop(EXAMPLE);
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  const tabs = page.getByRole('navigation', { name: 'Open dumps' });
  await expect(tabs.getByRole('button', { name: 'accessor-leak.ouro', exact: true })).toHaveCount(
    2,
  );

  await page.keyboard.press('Alt+PageDown');
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
  await page.keyboard.press('Alt+PageUp');
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await tabs
    .getByRole('button', { name: 'accessor-leak.ouro', exact: true })
    .last()
    .click({ button: 'middle' });
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
  await expect(tabs).toHaveCount(0);
});

test('a dialog gives the keyboard back, and closes by its button too', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  const allCycles = page.getByRole('button', { name: 'All cycles' });
  await allCycles.focus();
  for (const keys of ['ControlOrMeta+k', 'F1', 'ControlOrMeta+Shift+e']) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect(allCycles).not.toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(allCycles).toBeFocused();
  }
  await page.keyboard.press('F1');
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(allCycles).toBeFocused();

  // What leads elsewhere takes the keyboard along.
  await page.getByRole('button', { name: /Type, address, text or command/ }).click();
  await page.getByRole('option', { name: /^Cycles/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Cycles' })).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
});
