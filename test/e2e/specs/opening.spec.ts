import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeBadFiles } from '../support/bad-files.ts';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE, SMALL_EXAMPLE } from '../support/paths.ts';

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-opening-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the start screen opens a dump by dialog, and forgives a change of mind', async ({
  startApp,
}) => {
  const host = await startApp();
  const { page } = host;
  const open = page.getByRole('button', { name: 'Open a dump…' }).first();
  await expect(open).toBeVisible();
  if (host.kind !== 'browser') {
    await host.chooseFile(null, () => open.click());
    await expect(open).toBeVisible();
  }
  await host.chooseFile(EXAMPLE, () => open.click());
  await expect(
    page.getByRole('heading', { level: 1, name: /wait for the garbage collector: 100 DataFrames/ }),
  ).toBeVisible();
});

test('a dropped dump opens', async ({ startApp }) => {
  const host = await startApp();
  await expect(host.page.getByRole('heading', { level: 1 })).toBeVisible();
  await host.drop(EXAMPLE);
  await expect(
    host.page.getByRole('heading', {
      level: 1,
      name: /wait for the garbage collector: 100 DataFrames/,
    }),
  ).toBeVisible();
});

for (const [what, key, title] of [
  ['a file of zero bytes', 'zero', 'There is nothing in this dump'],
  ['noise', 'noise', 'Unrecognised file'],
  ['prose', 'prose', 'Unrecognised file'],
  ['a dump without its objects', 'headOnly', 'There is nothing in this dump'],
] as const) {
  test(`${what} gets a screen that says what to do`, async ({ startApp }) => {
    const host = await startApp();
    const { page } = host;
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await host.drop(writeBadFiles(folder)[key]);
    const alert = page.getByRole('alert').filter({ has: page.getByRole('heading', { level: 1 }) });
    await expect(alert.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(alert.getByRole('listitem').first()).toBeVisible();
    // And from there to a good one.
    const another = alert.getByRole('button', { name: 'Open another dump…' });
    await host.chooseFile(SMALL_EXAMPLE, () => another.click());
    await expect(
      page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
    ).toBeVisible();
  });
}

test('a dump that was cut off opens with a warning', async ({ startApp }) => {
  const host = await startApp();
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await host.drop(writeBadFiles(folder).cutLate);
  await expect(page.getByRole('region', { name: 'Warnings about this dump' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Types' })).toBeVisible();
});

test('loading can be cancelled, and the window goes on', async ({ startApp }) => {
  const large = path.join(folder, 'large.json');
  await writeLargeDump(large, 1_500_000);
  const host = await startApp();
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await host.drop(large);
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByRole('progressbar')).toBeHidden();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await host.drop(SMALL_EXAMPLE);
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
});

/** JSON lines of the meliae kind: a chain, in an order that makes every reference look ahead. */
async function writeLargeDump(file: string, objects: number): Promise<void> {
  const stream = createWriteStream(file);
  const LINES = 10_000;
  for (let from = 0; from < objects; from += LINES) {
    const lines = Array.from({ length: LINES }, (_, n) => {
      const address = 0x7f0000000000 + 64 * (from + n);
      const name = `value number ${from + n}`;
      return `{"address":${address},"type":"Node","size":64,"value":"${name}","refs":[${address + 64},${address + 6400}]}\n`;
    });
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}
