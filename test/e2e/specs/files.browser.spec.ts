import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { writeDumpFiles } from '../support/dump-pair.ts';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE } from '../support/paths.ts';

const OPENED = { level: 1, name: /wait for the garbage collector: 100 DataFrames/ } as const;
const NAME = 'mine.ouro';

/** What the window does not have in its types. */
interface PickingWindow {
  showOpenFilePicker(): Promise<readonly FileSystemFileHandle[]>;
}

/**
 * Writes a file into the page's private file system, whose handles are the browser's own, and has
 * the picker give it. Null removes the file.
 */
async function put(page: Page, content: Buffer | null): Promise<void> {
  await page.evaluate(
    async ({ name, base64 }) => {
      const root = await navigator.storage.getDirectory();
      if (base64 === null) {
        await root.removeEntry(name);
        return;
      }
      const file = await root.getFileHandle(name, { create: true });
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const writing = await file.createWritable();
      await writing.write(bytes);
      await writing.close();
      (window as unknown as PickingWindow).showOpenFilePicker = () => Promise.resolve([file]);
    },
    { name: NAME, base64: content === null ? null : content.toString('base64') },
  );
}

/** The example as a file the user chose, with its cycles in view. */
async function openOwn(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await put(page, readFileSync(EXAMPLE));
  await page.getByRole('button', { name: 'Open a dump', exact: true }).click();
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  await expect(cycles(page)).toBeVisible();
}

const cycles = (page: Page) => page.getByRole('list', { name: 'Cycle families' });

test('a file that was chosen is open again after a reload, as it was left', async ({
  startApp,
}) => {
  const host = await startApp();
  const { page } = host;
  await openOwn(page);
  await expect.poll(host.keptSession).toContain('view=cycles');
  await page.reload();
  await expect(cycles(page)).toBeVisible();
  await expect(page).toHaveTitle(/^mine\.ouro/);

  // And from the list of recent dumps, without being asked for once more.
  await page
    .getByRole('button', { name: 'Close mine.ouro' })
    .or(page.locator('.brand'))
    .first()
    .click();
  await page.getByRole('region', { name: 'Recent' }).getByRole('button', { name: NAME }).click();
  await expect(page).toHaveTitle(/^mine\.ouro/);
});

test('a file that is gone says so, and opens once it is there again', async ({ startApp }) => {
  const host = await startApp();
  const { page } = host;
  await openOwn(page);
  await expect.poll(host.keptSession).toContain('view=cycles');
  await put(page, null);
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('“mine.ouro”');
  await put(page, readFileSync(EXAMPLE));
  await page.getByRole('button', { name: 'Open it again' }).click();
  await expect(cycles(page)).toBeVisible();
});

test('a file with other content opens afresh, and one that is no dump says so', async ({
  startApp,
}) => {
  const host = await startApp();
  const { page } = host;
  await openOwn(page);
  await expect.poll(host.keptSession).toContain('view=cycles');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-files-'));
  await put(page, readFileSync(writeDumpFiles(folder).before));
  rmSync(folder, { recursive: true });
  await page.reload();
  const overview = page.getByRole('button', { name: 'Overview', exact: true });
  await expect(overview).toHaveAttribute('aria-current', 'page');
  await expect(page).toHaveTitle(/^mine\.ouro/);
  await expect(page.locator('.notices')).toContainText('mine.ouro has other content');

  await put(page, Buffer.from('# nothing of the kind\n'));
  await page.reload();
  await expect(page.getByRole('alert')).toContainText(/format|dump/i);
  await put(page, readFileSync(EXAMPLE));
  await page.reload();
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
});

test('what the server offers is among the recent dumps, as it is now', async ({ startApp }) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-served-'));
  const { before, after } = writeDumpFiles(folder);
  const served = path.join(folder, 'served.ouro');
  copyFileSync(before, served);
  const { page } = await startApp({ files: [served] });
  const recent = page.getByRole('region', { name: 'Recent' });
  const close = page.getByRole('button', { name: 'Close served.ouro' });
  const headline = page.getByRole('heading', { level: 1 });
  const tabs = page.getByRole('tab', { name: 'served.ouro' });
  await expect(headline).toContainText('100 Sessions');
  await close.or(page.locator('.brand')).first().click();

  // Written anew meanwhile.
  copyFileSync(after, served);
  await recent.getByRole('button', { name: 'served.ouro' }).click();
  await expect(headline).toContainText('250 Sessions');
  // A page that is loaded again finds its dump, though it has another size by now.
  copyFileSync(before, served);
  await page.reload();
  await expect(headline).toContainText('100 Sessions');
  expect(await tabs.count()).toBeLessThanOrEqual(1);

  rmSync(served);
  await close.or(page.locator('.brand')).first().click();
  await recent.getByRole('button', { name: 'served.ouro' }).click();
  await expect(page.getByRole('alert')).toContainText('not there any more');
  rmSync(folder, { recursive: true });
});
