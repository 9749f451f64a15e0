import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { cutOffControls, pageOverflow } from '../support/layout.ts';
import { EXAMPLE } from '../support/paths.ts';
import { writeProfile } from '../support/profile-file.ts';

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-allocations-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a dropped profile shows lines and a flame graph, and comes back @every-host', async ({
  startApp,
}) => {
  const host = await startApp();
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await host.drop(writeProfile(folder));
  await expect(
    page.getByRole('heading', { level: 2, name: /^load \(.*orders\.py:12\) allocated 60 %/ }),
  ).toBeVisible();
  const table = page.getByRole('grid', { name: '3 lines of source' });
  await expect(table.getByRole('row').nth(1)).toContainText('pipeline/orders.py:12');
  await expect(table.getByRole('row').nth(1)).toContainText('6.00 MB');

  const flame = page.getByRole('region', { name: 'Flame graph' });
  await flame.getByRole('button', { name: /^index \(orders\.py:30\): 3\.00 MB, 30 %/ }).click();
  await expect(flame.getByRole('button', { name: /^load/ })).toHaveCount(0);
  await flame.getByRole('button', { name: 'Show all' }).click();
  await expect(flame.getByRole('button', { name: /^load/ })).toBeVisible();

  await page.getByRole('searchbox', { name: 'Filter lines' }).fill('index');
  await expect(page.getByRole('grid', { name: '1 line of source' })).toBeVisible();
  await page.setViewportSize({ width: 720, height: 480 });
  expect(await pageOverflow(page)).toEqual({ x: 0, y: 0 });
  expect(await cutOffControls(page)).toEqual([]);
});

test('lines say what of an open dump leaks there', async ({ startApp }) => {
  const made = '/srv/pipeline/examples/make_accessor_leak.py:39 (__init__) 50000000';
  const host = await startApp({ files: [EXAMPLE] });
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1, name: /100 DataFrames/ })).toBeVisible();
  await host.drop(writeProfile(folder, [`main.py:1 (<module>);${made}`]));
  await expect(page.getByText('Causes of accessor-leak.ouro lie on 1 line.')).toBeVisible();
  const row = page.getByRole('grid').getByRole('row').nth(1);
  await expect(row).toContainText('100 DataFrames');
  await page.getByRole('combobox', { name: 'Leaks of' }).selectOption({ label: 'no dump' });
  await expect(row).not.toContainText('DataFrames');
});

test('what lies in no file has no link, and a place that is cut shows it', async ({ startApp }) => {
  const host = await startApp();
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const frozen = '<frozen importlib._bootstrap_external>:1140 (_compile_the_bytecode)';
  const long = `/srv/${'pipeline_'.repeat(6)}/${'orders_'.repeat(8)}.py:3 (store)`;
  await host.drop(
    writeProfile(folder, [`[No Python stack] 700000`, `${frozen} 600000`, `${long} 500000`]),
  );
  const table = page.getByRole('grid', { name: '6 lines of source' });
  const rowOf = (text: string) => table.getByRole('row').filter({ hasText: text });
  await expect(rowOf('[No Python stack]').getByRole('button')).toHaveCount(0);
  await expect(rowOf('[No Python stack]')).not.toContainText(':0');
  await expect(rowOf('_compile_the_bytecode').getByRole('button')).toHaveCount(0);
  await expect(rowOf('_compile_the_bytecode')).toContainText('bootstrap_external>:1140');
  const place = rowOf('store').locator('.source-line');
  const isEllipsed = (element: Element): boolean =>
    element.scrollWidth > element.clientWidth &&
    getComputedStyle(element).textOverflow === 'ellipsis';
  await page.setViewportSize({ width: 800, height: 700 });
  expect(await place.evaluate(isEllipsed)).toBe(true);
});
