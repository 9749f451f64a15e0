import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { type DumpFiles, writeDumpFiles } from '../support/dump-pair.ts';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';
import { writeTimeline } from '../support/timeline-file.ts';

let folder = '';
let timeline = '';
let dumps: DumpFiles = { before: '', after: '', later: '', fixed: '' };
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-timeline-'));
  timeline = writeTimeline(folder);
  dumps = writeDumpFiles(folder);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const views = (page: Page) => page.getByRole('navigation', { name: 'Views' });
const tabs = (page: Page) => page.getByRole('navigation', { name: 'Open dumps' });
const plot = (page: Page) => page.getByRole('slider', { name: 'Memory over time' });
const tab = (page: Page, name: string) => tabs(page).getByRole('button', { name, exact: true });

test('a timeline opens like a dump: the answer, the plot, the functions', async ({ startApp }) => {
  const { page } = await startApp({ files: [timeline] });
  await expect(
    page.getByRole('heading', { level: 2, name: /^app\.server\.handle grew by 289 MB in 6 calls/ }),
  ).toBeVisible();
  await expect(page.getByRole('main')).toContainText('python -m app.server --port 8080');
  // It has no objects: there is no other view.
  await expect(views(page).getByRole('button', { name: 'Timeline' })).toBeVisible();
  await expect(views(page).getByRole('button', { name: 'Graph' })).toHaveCount(0);

  const functions = page.getByRole('grid', { name: 'Functions, 3' });
  await expect(functions.getByRole('row').nth(1)).toContainText('app.server.handle');
  await expect(functions.getByRole('row').nth(1)).toContainText('+289 MB');
  await page.getByRole('searchbox', { name: 'Filter functions' }).fill('pool');
  await expect(functions.or(page.getByRole('grid', { name: 'Functions, 1' }))).toContainText(
    'app.pool.Pool.take',
  );
  const children = page.getByRole('region', { name: 'Process and children' });
  await expect(children.getByRole('row', { name: /^Child 4715/ })).toContainText('94.2 MB');
});

test('the plot is read and zoomed by keyboard and by pointer', async ({ startApp }) => {
  const { page } = await startApp({ files: [timeline] });
  await plot(page).focus();
  await page.keyboard.press('Home');
  await expect(plot(page)).toHaveAttribute('aria-valuetext', '0.00 s: 88.1 MB');
  await page.keyboard.press('ArrowRight');
  await expect(plot(page)).toHaveAttribute('aria-valuetext', /^2\.00 s: /);
  await page.keyboard.press('End');
  await expect(plot(page)).toHaveAttribute('aria-valuetext', /^50 min: /);

  const all = page.getByRole('button', { name: 'Show all' });
  await expect(all).toBeDisabled();
  await page.keyboard.press('+');
  await expect(all).toBeEnabled();
  await expect(plot(page)).toHaveAttribute('aria-valuemax', '1500');
  await page.keyboard.press('0');
  await expect(all).toBeDisabled();

  const box = await plot(page).boundingBox();
  if (box === null) throw new Error('The plot is nowhere.');
  const y = box.y + 150;
  await page.mouse.move(box.x + box.width * 0.3, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 4 });
  await page.mouse.up();
  await expect(all).toBeEnabled();
  await expect(plot(page)).not.toHaveAttribute('aria-valuemax', '3000');
  // A range that was dragged is a step back and forth.
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(all).toBeDisabled();
});

test('a limit is drawn and foretold, and survives in the link', async ({ startApp }) => {
  const host = await startApp({ files: [timeline] });
  const { page } = host;
  await page.getByRole('textbox', { name: 'Memory limit' }).fill('lots');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('Write it as 8 GB or 512 MiB.');
  await page.getByRole('textbox', { name: 'Memory limit' }).fill('1 GB');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toContainText(
    /At this rate it reaches 1\.00 GB 1 h 2\d min after the end\./,
  );
  await expect.poll(host.keptSession).toContain('limit=1000000000');
});

test('dumps stand on the timeline of their process, and open from it', async ({ startApp }) => {
  const { page } = await startApp({ files: [dumps.before, dumps.later, timeline] });
  await expect(tabs(page).getByRole('button', { name: /^Close / })).toHaveCount(3);
  await tab(page, 'before.ouro').click();
  await views(page).getByRole('button', { name: 'Timeline' }).click();
  await expect(page.getByRole('combobox', { name: 'Timeline' })).toHaveValue(/t\d+/);
  await expect(page.getByRole('region', { name: 'Dumps' }).getByRole('row')).toHaveCount(3);
  await page.getByRole('button', { name: 'Go to later.ouro' }).click();
  await expect(tab(page, 'later.ouro')).toHaveAttribute('aria-current', 'true');
});

test('without a timeline the dumps of one process make one', async ({ startApp }) => {
  const { page } = await startApp({ files: [dumps.before, dumps.later, dumps.fixed] });
  await expect(tabs(page).getByRole('button', { name: /^Close / })).toHaveCount(3);
  await tab(page, 'later.ouro').click();
  await views(page).getByRole('button', { name: 'Timeline' }).click();
  await expect(
    page.getByRole('heading', { name: /^The objects went from 1\.02 MB to 4\.38 MB in 30 min/ }),
  ).toBeVisible();
  await expect(page.getByRole('region', { name: 'Dumps' })).toContainText(
    '1 open dump of another process is not shown.',
  );
});

test('a timeline is put beside a dump, and is there after a restart', {
  tag: '@every-host',
}, async ({ startApp }) => {
  const userData = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-timeline-kept-'));
  const host = await startApp({ files: [SMALL_EXAMPLE], userData });
  const { page } = host;
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await views(page).getByRole('button', { name: 'Timeline' }).click();
  await expect(page.getByRole('heading', { name: 'How did memory get here?' })).toBeVisible();
  await host.chooseFile(timeline, () =>
    page.getByRole('button', { name: 'Open an mprof file…' }).click(),
  );
  await expect(page.getByRole('heading', { level: 2, name: /^app\.server\.handle/ })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('1 open dump of another time is not shown.');
  await expect.poll(host.keptSession).toContain('timeline=');
  if (host.kind === 'browser') return;
  await host.close();
  const again = await startApp({ userData });
  await expect(
    again.page.getByRole('heading', { level: 2, name: /^app\.server\.handle/ }),
  ).toBeVisible();
  await again.close();
  rmSync(userData, { recursive: true });
});

test('the plot is saved as it is drawn', { tag: '@every-host' }, async ({ startApp }) => {
  const host = await startApp({ files: [timeline] });
  await expect(plot(host.page)).toBeVisible();
  const svg = await host.savedBy(() =>
    host.page.getByRole('button', { name: 'Save as SVG' }).click(),
  );
  expect(svg.name).toBe('server.svg');
  expect(svg.text).toContain('app.server.handle grew by 289 MB in 6 calls.');
  expect(svg.text).toContain('>pool.Pool.take<');
  const png = await host.savedBy(() =>
    host.page.getByRole('button', { name: 'Save as PNG' }).click(),
  );
  expect(png.name).toBe('server.png');
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
});
