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
