import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE, ROOT } from '../support/paths.ts';
import { inspectSvg } from '../support/svg.ts';

const TRUTH = JSON.parse(
  readFileSync(path.join(ROOT, 'examples', 'accessor-leak.truth.json'), 'utf8'),
);
const HEADLINE =
  '67.1 MB (48 % of the resident memory) wait for the garbage collector: 100 DataFrames are in reference cycles.';

const headline = (page: Page) => page.getByRole('heading', { level: 1, name: HEADLINE });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const drawing = (page: Page, title: string | RegExp) =>
  page.getByRole('application', { name: title });

test('from the dump to the cycle, and out as SVG', async ({ startApp }) => {
  const host = await startApp({ files: [EXAMPLE] });
  const { page } = host;

  // The answer first.
  await expect(headline(page)).toBeVisible();
  const family = page
    .getByRole('region', { name: 'Cycle families' })
    .getByRole('button', { name: /100× DataFrame \.?ww → PandasTableAccessor \.?_dataframe/ });
  await expect(family).toContainText('Waiting');

  // One of its hundred cycles, drawn.
  await family.click();
  await expect(drawing(page, /DataFrame 0x/)).toBeVisible();

  // The drawing says both labels, in words too.
  const words = page.getByText(
    /Cycle of 2 objects: DataFrame \.ww → PandasTableAccessor \._dataframe/,
  );
  await expect(words).toBeAttached();
  await page.getByRole('radio', { name: 'List', exact: true }).click();
  await expect(page.getByRole('main')).toContainText('.ww');
  await expect(page.getByRole('main')).toContainText('._dataframe');
  await page.getByRole('radio', { name: 'Drawing', exact: true }).click();

  // Out, as a file that stands for itself.
  const saved = await host.savedBy(() =>
    page.getByRole('button', { name: 'SVG', exact: true }).click(),
  );
  expect(saved.name).toMatch(/\.svg$/);
  const svg = await inspectSvg(page, saved.text);
  expect(svg.problem).toBe('');
  expect(svg.texts).toEqual(expect.arrayContaining(['.ww', '._dataframe – break here']));
  expect(svg.texts.join('\n')).toContain('DataFrame');
  expect(svg.title).toContain('DataFrame');
  expect(svg.description).toContain('.ww');
  expect(svg.outside).toEqual([]);
  expect(svg.width * svg.height).toBeGreaterThan(1000);
});

test('through the retainers, there and back', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await page.getByRole('button', { name: 'Show me one' }).click();
  const frame = inspector(page).getByRole('heading', { level: 2, name: 'DataFrame' });
  const accessor = inspector(page).getByRole('heading', { level: 2, name: 'PandasTableAccessor' });
  await expect(frame).toBeVisible();
  await expect(inspector(page).getByRole('region', { name: 'Break here' })).toContainText(
    'Break PandasTableAccessor._dataframe – 100 references – frees 67.1 MB',
  );

  await inspector(page)
    .getByRole('tree', { name: 'Referrers' })
    .getByRole('treeitem', { name: /\._dataframe PandasTableAccessor/ })
    .dblclick();
  await expect(accessor).toBeVisible();
  await expect(drawing(page, /PandasTableAccessor 0x/)).toBeVisible();

  const back = page.getByRole('button', { name: 'Back', exact: true });
  const forward = page.getByRole('button', { name: 'Forward', exact: true });
  await back.click();
  await expect(drawing(page, /DataFrame 0x/)).toBeVisible();
  await forward.click();
  await expect(drawing(page, /PandasTableAccessor 0x/)).toBeVisible();
  await expect(forward).toBeDisabled();
  while (await back.isEnabled()) await back.click();
  await expect(headline(page)).toBeVisible();
});

test('the frame that is held says by whom', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await expect(headline(page)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill(TRUTH.heldFrame);
  await page.getByRole('option', { name: /^DataFrame 0x.*Held$/ }).click();
  await expect(inspector(page).getByRole('heading', { level: 2, name: 'DataFrame' })).toBeVisible();
  await expect(inspector(page).getByText('Held', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText('held_frames');
});

test('the drawing grows by what is asked for, and Back takes it away', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await page.getByRole('button', { name: 'Show me one' }).click();
  const words = page.getByText(/objects and .* references?\./);
  await expect(words).toContainText('2 objects and 2 references');
  await page.getByRole('button', { name: /Show more referents/ }).click();
  await expect(words).not.toContainText('2 objects and 2 references');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(words).toContainText('2 objects and 2 references');
});

test('the page is isolated and talks to nobody else', async ({ startApp }) => {
  const { page } = await startApp();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.getByRole('button', { name: 'Open the example' }).first().click();
  await expect(headline(page)).toBeVisible();
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  const own = new URL(page.url()).origin;
  expect(asked.filter((url) => !url.startsWith(own) && !url.startsWith('blob:'))).toEqual([]);
});
