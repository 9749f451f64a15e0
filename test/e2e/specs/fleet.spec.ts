import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeDumpFiles } from '../support/dump-pair.ts';
import { expect, test } from '../support/fixtures.ts';
import { cutOffControls, pageOverflow } from '../support/layout.ts';

let folder = '';
let pods = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-fleet-window-'));
  const dumps = writeDumpFiles(folder);
  pods = path.join(folder, 'pods');
  for (const pod of ['a', 'b', 'c', 'd']) mkdirSync(path.join(pods, pod), { recursive: true });
  copyFileSync(dumps.before, path.join(pods, 'a', 'leak.ouro'));
  copyFileSync(dumps.after, path.join(pods, 'b', 'leak.ouro'));
  copyFileSync(dumps.later, path.join(pods, 'c', 'leak.ouro'));
  copyFileSync(dumps.fixed, path.join(pods, 'd', 'leak.ouro'));
  writeFileSync(path.join(pods, 'd', 'empty.ouro'), '');
  writeFileSync(path.join(pods, 'notes.txt'), 'restarted at 3 a.m.');
  writeFileSync(path.join(pods, '.hidden.ouro'), 'x');
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a folder of dumps becomes causes and processes, and a row its dump @every-host', async ({
  startApp,
}) => {
  const host = await startApp();
  const { page } = host;
  const start = page.getByRole('button', { name: 'A folder…' });
  await host.chooseMany([pods], () => start.click());
  await expect(page.getByRole('heading', { level: 1, name: /in 3 of 4 processes$/ })).toBeVisible();
  await expect(page).toHaveTitle('Fleet – Ouroboros');
  // What cannot be read costs itself alone; what is no dump is passed over.
  const failed = page.getByRole('region', { name: '1 file not read' });
  await expect(failed.getByRole('listitem')).toContainText('d/empty.ouro');
  await expect(page.getByText('1 file that is not a dump was passed over.')).toBeVisible();

  const cause = page.getByRole('region', { name: 'Causes' }).getByRole('listitem').first();
  await expect(cause).toContainText('in 3 of 4 processes');
  await expect(cause).toContainText('wait for the garbage collector: 420 Sessions');
  const table = page.getByRole('grid', { name: '4 processes' });
  await expect(table.getByRole('row')).toHaveCount(5);
  await table.getByRole('columnheader', { name: 'Explained' }).click();
  await expect(table.getByRole('row').nth(1)).toContainText('c/leak.ouro');
  await expect(table.getByRole('row').last()).toContainText('nothing leaks');

  await cause.getByRole('button', { name: 'Only these processes' }).click();
  await expect(page.getByRole('heading', { name: '3 processes with cause 1' })).toBeVisible();
  await page
    .getByRole('row', { name: /b\/leak\.ouro/ })
    .getByRole('gridcell')
    .first()
    .click();
  await expect(
    page.getByRole('heading', { level: 1, name: /garbage collector: 250 Sessions/ }),
  ).toBeVisible();

  // Back, it is as it was left.
  const tabs = page.getByRole('navigation', { name: 'Open dumps' });
  await tabs.getByRole('button', { name: 'Fleet', exact: true }).click();
  await expect(page.getByRole('heading', { name: '3 processes with cause 1' })).toBeVisible();
  await cause.getByRole('button', { name: 'Open the heaviest' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: /garbage collector: 420 Sessions/ }),
  ).toBeVisible();
  await tabs.getByRole('button', { name: 'Close the fleet' }).click();
  await expect(tabs.getByRole('button', { name: 'Fleet', exact: true })).toHaveCount(0);
});

test('what a fleet looked at is not among the recent files @every-host', async ({ startApp }) => {
  const host = await startApp();
  const { page } = host;
  await host.chooseMany(
    ['a', 'b'].map((pod) => path.join(pods, pod, 'leak.ouro')),
    () => page.getByRole('button', { name: 'Many dumps…' }).click(),
  );
  await expect(page.getByRole('heading', { level: 1, name: /in 2 of 2 processes$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Ouroboros: start screen' }).click();
  await expect(page.getByRole('button', { name: 'Back to Fleet' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Recent' })).toHaveCount(0);
});

test('dumps that are open are looked at together, from the palette', async ({ startApp }) => {
  const { page } = await startApp({
    files: ['a', 'c'].map((pod) => path.join(pods, pod, 'leak.ouro')),
  });
  await expect(page.getByRole('heading', { level: 1, name: /garbage collector/ })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('option', { name: 'Look at the open dumps as a fleet' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /in 2 of 2 processes$/ })).toBeVisible();
});

for (const [width, height] of [
  [720, 480],
  [1920, 1080],
] as const) {
  test(`a fleet can be reached in all its parts at ${width} × ${height}`, async ({ startApp }) => {
    const host = await startApp();
    const { page } = host;
    await page.setViewportSize({ width, height });
    await host.chooseMany([pods], () => page.getByRole('button', { name: 'A folder…' }).click());
    await expect(page.getByRole('region', { name: '1 file not read' })).toBeVisible();
    expect(await pageOverflow(page)).toEqual({ x: 0, y: 0 });
    expect(await cutOffControls(page)).toEqual([]);
  });
}
