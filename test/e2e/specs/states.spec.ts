import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeBadFiles } from '../support/bad-files.ts';
import { expect, test } from '../support/fixtures.ts';
import { ROOT, SMALL_EXAMPLE } from '../support/paths.ts';

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-states-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the start screen says how to take a dump, wherever the program runs', async ({
  startApp,
}) => {
  const host = await startApp();
  const { page, kind } = host;
  if (kind !== 'browser' && process.platform === 'linux') {
    // What else the screen has is asked of the system.
    await expect(page.getByRole('region', { name: 'Python processes' })).toBeVisible();
  }
  const take = page.getByRole('region', { name: 'Capture a heap dump' });
  const height = async () => (await take.boundingBox())?.height;
  const before = await height();
  for (const [name, line] of [
    ['Script', 'ouroboros_dump.dump("leak.ouro")'],
    ['Process', 'ouroboros read PID -o leak.ouro'],
    ['Process', 'python -m ouroboros_dump attach PID leak.ouro'],
    ['Notebook', 'import ouroboros_dump'],
    ['Container', 'kubectl cp ouroboros_dump.py POD:/tmp/'],
    ['pytest', 'python -m pytest -p ouroboros_dump --ouroboros-all'],
  ] as const) {
    await take.getByRole('radio', { name }).click();
    await expect(take.getByText(line).locator('visible=true')).toBeVisible();
    await expect(take.getByRole('button', { name: 'Copy' })).toHaveCount(1);
  }
  // Nothing below it moved.
  expect(await height()).toBe(before);

  const saved = await host.savedBy(() => take.getByRole('button', { name: /Save/ }).click());
  expect(saved.name).toBe('ouroboros_dump.py');
  expect(saved.text).toBe(readFileSync(path.join(ROOT, 'collector', saved.name), 'utf8'));
});

test('a file that is no dump is told apart, and the way to one is on the same screen', async ({
  startApp,
}) => {
  const host = await startApp();
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await host.drop(writeBadFiles(folder).prose);
  const alert = page.getByRole('alert').filter({ has: page.getByRole('heading', { level: 1 }) });
  await expect(alert).toContainText('prose.txt');
  await expect(alert).toContainText('a text file');
  await expect(page.getByRole('region', { name: 'Capture a heap dump' })).toBeVisible();
  await alert.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'Open a dump…' })).toBeVisible();
});

test('a second dump that fails leaves the first as it was', async ({ startApp }) => {
  const host = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = host;
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await host.drop(writeBadFiles(folder).noise);
  const alert = page.getByRole('alert').filter({ has: page.getByRole('heading', { level: 1 }) });
  await expect(alert).toContainText('Your other dump is still open.');
  await alert.getByRole('button', { name: 'Close' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
});
