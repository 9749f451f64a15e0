import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { type DumpFiles, writeDumpFiles } from '../support/dump-pair.ts';
import { expect, test } from '../support/fixtures.ts';

let folder = '';
let dumps: DumpFiles = { before: '', after: '', later: '', fixed: '' };
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-compare-'));
  dumps = writeDumpFiles(folder);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FAMILY = 'Session .handler → Handler .owner → Session';
const views = (page: Page) => page.getByRole('navigation', { name: 'Views' });
const tabs = (page: Page) => page.getByRole('navigation', { name: 'Open dumps' });
const answer = (page: Page) => page.getByRole('region', { name: 'The answer' });

/** All of them read, the last in view. */
async function open(page: Page, count: number): Promise<void> {
  await expect(tabs(page).getByRole('button', { name: /^Close / })).toHaveCount(count);
  for (let at = 0; at < count; at++) {
    await tabs(page)
      .getByRole('button')
      .nth(2 * at)
      .click();
    // Views are there once the dump of the tab has been read.
    await expect(views(page)).toBeVisible();
  }
}

test('a leak is compared with what it was: families, types, objects', async ({ startApp }) => {
  const { page } = await startApp({ files: [dumps.before, dumps.after] });
  await open(page, 2);
  // There is only one other dump: no need to ask which.
  await views(page).getByRole('button', { name: 'Compare' }).click();
  await expect(answer(page).getByRole('heading')).toHaveText(
    `${FAMILY} still leaks: 100 → 250 cycles, 1.51 MB more.`,
  );
  await expect(answer(page)).toContainText('They come from one process (4711)');
  const families = page.getByRole('list', { name: 'Cycle families that changed' });
  await expect(families.getByRole('button')).toHaveCount(2);
  await expect(families.getByRole('button').first()).toContainText('Grown');
  await expect(families.getByRole('button').nth(1)).toContainText('Gone');

  await page.getByRole('radio', { name: /^Types/ }).click();
  const types = page.getByRole('grid', { name: /^Types that changed/ });
  await expect(types.getByRole('row').nth(1)).toContainText('Session');
  await expect(types.getByRole('row').nth(1)).toContainText('+1.50 MB');
  // A type leads to its new objects, and one of these to its drawing.
  await types.getByRole('row').nth(1).click();
  const objects = page.getByRole('grid', { name: 'New objects, 150' });
  await objects.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('Session');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('application')).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(objects).toBeVisible();

  await page.getByRole('button', { name: 'Show objects of every type' }).click();
  await page.getByRole('radio', { name: /^Grown in place/ }).click();
  const grown = page.getByRole('grid', { name: 'Grown in place objects, 1' });
  await expect(grown.getByRole('row').nth(1)).toContainText('CACHE');
});

test('the comparison is there again when the page is loaded again, as it was left', {
  tag: '@every-host',
}, async ({ startApp }) => {
  const host = await startApp({ files: [dumps.before, dumps.after] });
  const { page } = host;
  await open(page, 2);
  await views(page).getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('radio', { name: /^Types/ }).click();
  await page.getByRole('searchbox', { name: 'Filter types' }).fill('Sess');
  const types = page.getByRole('grid', { name: /^Types that changed/ });
  await expect(types.getByRole('row').nth(1)).toContainText('Session');
  await expect.poll(host.keptSession).toMatch(/view=compare[^"]*baselines=[^"]*text=Sess/);

  await page.reload();
  await expect(answer(page).getByRole('heading')).toContainText(`${FAMILY} still leaks`);
  await expect(page.getByRole('searchbox', { name: 'Filter types' })).toHaveValue('Sess');
  await expect(types.getByRole('row').nth(1)).toContainText('Session');

  // Without the other dump it says what is missing, and goes on once that is open.
  await tabs(page).getByRole('button', { name: 'Close before.ouro' }).click();
  await expect(
    page.getByRole('heading', { name: 'The dump this one was compared with is not open' }),
  ).toBeVisible();
  await host.drop(dumps.before);
  await expect(page).toHaveTitle(/^before\.ouro/);
  await tabs(page).getByRole('button', { name: 'after.ouro', exact: true }).click();
  await expect(answer(page).getByRole('heading')).toContainText(`${FAMILY} still leaks`);
});

test('what is gone is shown in the dump that had it', async ({ startApp }) => {
  const { page } = await startApp({ files: [dumps.before, dumps.after] });
  await open(page, 2);
  await views(page).getByRole('button', { name: 'Compare' }).click();
  const families = page.getByRole('list', { name: 'Cycle families that changed' });
  await families.getByRole('button', { name: /^Gone/ }).click();
  await expect(page).toHaveTitle(/^before\.ouro/);
  await expect(
    page.getByRole('list', { name: 'Cycle families' }).getByRole('button', { expanded: true }),
  ).toContainText('Worker');

  await tabs(page).getByRole('button', { name: 'after.ouro', exact: true }).click();
  await page.getByRole('radio', { name: /^Objects/ }).click();
  await page.getByRole('radio', { name: /^Gone/ }).click();
  const gone = page.getByRole('grid', { name: 'Gone objects, 6' });
  await gone.getByRole('row').nth(1).dblclick();
  await expect(page).toHaveTitle(/^before\.ouro/);
  await expect(page.getByRole('application')).toBeVisible();
});

test('a fix is proved with a file opened from the comparison', { tag: '@every-host' }, async ({
  startApp,
}) => {
  const host = await startApp({ files: [dumps.fixed] });
  const { page } = host;
  await views(page).getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { name: 'What changed since?' })).toBeVisible();
  await host.chooseFile(dumps.before, () =>
    page.getByRole('button', { name: 'Open another file…' }).click(),
  );
  await expect(answer(page).getByRole('heading')).toHaveText(
    `The fix works: garbage of ${FAMILY} is gone, 1.00 MB less; 1 held is left.`,
  );
  // The dump in view stayed in view.
  await expect(page).toHaveTitle(/^fixed\.ouro/);
  await page.getByRole('radio', { name: 'Objects' }).click();
  await expect(page.getByText('Single objects cannot be matched')).toBeVisible();

  // With the dump that was lent, what was compared goes too.
  await tabs(page).getByRole('button', { name: 'Close before.ouro' }).click();
  await expect(
    page.getByRole('heading', { name: 'The dump this one was compared with is not open' }),
  ).toBeVisible();
});

test('of three dumps it names what grew in every step and what survived', async ({ startApp }) => {
  const { page } = await startApp({ files: [dumps.before, dumps.after, dumps.later] });
  await open(page, 3);
  await views(page).getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('main').getByRole('button', { name: 'before.ouro' }).click();
  await page.getByRole('combobox', { name: 'A dump in between' }).selectOption('after.ouro');
  await expect(answer(page).getByRole('heading')).toHaveText(
    `${FAMILY} grew in every step: 100 → 250 → 420 cycles, 3.22 MB more.`,
  );
  await page.getByRole('radio', { name: /^Types/ }).click();
  await page
    .getByRole('grid', { name: /^Types/ })
    .getByRole('row')
    .nth(1)
    .click();
  await expect(page.getByRole('grid', { name: 'Survived objects, 150' })).toBeVisible();
  // The same as lines, with the numbers beside them; a type leads to its row.
  await page.getByRole('radio', { name: 'Trends' }).click();
  await page.getByRole('radiogroup', { name: 'A line for each' }).getByText('Types').click();
  await expect(page.getByRole('slider', { name: 'Types over time' })).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Memory of the process' })).toBeVisible();
  const trend = page.getByRole('table', { name: 'Types over time' }).getByRole('row').nth(1);
  await expect(trend).toContainText('+3.20 MB');
  await expect(trend.getByRole('cell').last()).toHaveText('yes');
  await trend.getByRole('button', { name: 'Session' }).click();
  await expect(page.getByRole('searchbox', { name: 'Filter types' })).toHaveValue('app.Session');
  // Without the second one it is a comparison of two.
  await page.getByRole('combobox', { name: 'After', exact: true }).selectOption('None');
  await expect(answer(page).getByRole('heading')).toHaveText(/still leaks: 100 → 420 cycles/);
  await page.getByRole('button', { name: 'Compare the other way round' }).click();
  await expect(page).toHaveTitle(/^before\.ouro/);
  await expect(answer(page)).toContainText('are they the wrong way round?');
  await page.getByRole('button', { name: 'Stop comparing' }).click();
  await expect(page.getByRole('heading', { name: 'What changed since?' })).toBeVisible();
});
