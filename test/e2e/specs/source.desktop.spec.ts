import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DesktopHost } from '../support/desktop-host.ts';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE } from '../support/paths.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-source-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a line opens in the user’s editor, where the file lies here, after a click and a yes', async ({
  startApp,
}) => {
  const source = path.join(folder, 'pipeline');
  mkdirSync(path.join(source, 'examples'), { recursive: true });
  const lines = Array.from({ length: 200 }, (_, at) => `line_${at + 1} = None`);
  writeFileSync(path.join(source, 'examples', 'make_accessor_leak.py'), lines.join('\n'));
  const told = path.join(folder, 'told.json');
  const editor = path.join(folder, 'editor.mjs');
  writeFileSync(
    editor,
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(process.argv[2], JSON.stringify(process.argv.slice(3)));\n`,
  );

  const userData = path.join(folder, 'user-data');
  const app = (await startApp({ files: [EXAMPLE], userData })) as DesktopHost;
  const { page } = app;
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: 'Threads' })
    .click();
  const line = page
    .getByRole('region', { name: 'MainThread' })
    .getByRole('button', { name: /make_accessor_leak\.py:115/ });
  await expect(line).toHaveAccessibleName(/^Copy /);

  await page.keyboard.press('ControlOrMeta+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('combobox', { name: 'Open lines in' }).selectOption('command');
  await dialog
    .getByRole('textbox', { name: /Program and arguments/ })
    .fill([process.execPath, editor, told, '{file}', '{line}'].join('\n'));
  // A no in the dialog of the system leaves everything as it was.
  const use = dialog.getByRole('button', { name: 'Use this program' });
  await app.answerMessage(1, () => use.click());
  await app.answerMessage(0, () => use.click());
  await dialog.getByRole('textbox', { name: 'Folder in the dump' }).fill('/srv/pipeline');
  await app.chooseFile(source, () =>
    dialog.getByRole('button', { name: 'Choose folder…' }).click(),
  );
  await expect(dialog.getByRole('row', { name: /\/srv\/pipeline/ })).toContainText(source);
  await dialog.getByRole('button', { name: 'Done' }).click();

  await expect(line).toHaveAccessibleName(/^Open .* in your editor$/);
  await line.click();
  await expect.poll(() => existsSync(told)).toBe(true);
  await expect
    .poll(() => JSON.parse(readFileSync(told, 'utf8') || 'null'))
    .toEqual([path.join(source, 'examples', 'make_accessor_leak.py'), '115']);

  // Kept for the next start.
  await page.reload();
  await expect(line).toHaveAccessibleName(/^Open /);
});
