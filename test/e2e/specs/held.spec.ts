import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE, SMALL_EXAMPLE } from '../support/paths.ts';

/** The objects that a filter selects, listed. */
async function listObjects(page: Page, filter: string): Promise<void> {
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await page.keyboard.press('ControlOrMeta+2');
  await page.getByRole('radio', { name: 'Types' }).focus();
  await page.keyboard.press('ArrowRight');
  const field = page.getByRole('combobox', { name: 'Filter objects' });
  await field.fill(filter);
  await field.press('Enter');
}

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

test('in how many ways an object is held, each drawn, and what would release it', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await listObjects(page, 'type = module and text ~ compat.pickle');
  await page.getByRole('grid').getByRole('row').nth(1).dblclick();

  const held = inspector(page).getByRole('region', { name: 'Retaining paths' });
  await expect(held).toContainText('Held in 4 independent ways.');
  const ways = held.getByRole('list', { name: 'Independent paths' }).getByRole('listitem');
  await expect(ways).toHaveCount(4);
  await expect(ways.nth(0)).toContainText('directly: module pandas.compat.pickle_compat');
  await expect(held).toContainText('Released when these 3 references go');

  // One of them, by keyboard.
  await ways.nth(2).getByRole('button').focus();
  await page.keyboard.press('Enter');
  const drawn = page.getByRole('button', { name: /^Only the ways it is held/ });
  await expect(drawn).toBeVisible();
  await page.getByRole('radio', { name: 'List' }).check({ force: true });
  await expect(page.getByRole('main')).toContainText('③');
  await expect(page.getByRole('main')).not.toContainText('②');

  // All of them, told apart by their numbers.
  await held.getByRole('button', { name: 'Draw these paths' }).click();
  for (const mark of ['②', '③', '④']) await expect(page.getByRole('main')).toContainText(mark);
  await page.getByRole('radio', { name: 'Drawing' }).check({ force: true });
  await page.screenshot({ path: 'test-results/screenshots/ways.png' });

  // The strip says that there is more than the one path it shows.
  await expect(page.getByRole('contentinfo').getByRole('button', { name: '4 ways' })).toBeVisible();
});

test('what is said to release an object does', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await listObjects(page, 'type = DataFrame and verdict = held');
  await page.getByRole('grid').getByRole('row').nth(1).dblclick();
  const held = inspector(page).getByRole('region', { name: 'Retaining paths' });
  await expect(held).toContainText('Held in one way only.');
  await expect(held).toContainText(/Nearer to the roots: Released when this reference goes/);
  await held.getByRole('button', { name: 'Cut it' }).first().click();
  await expect(held).toContainText('Only its own cycle keeps it alive');
  await expect(held.getByRole('list')).toHaveCount(0);
});

test('how many objects are held, as one tree to open and to copy', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await listObjects(page, 'type = Index');
  await page.getByRole('button', { name: 'What keeps these alive?' }).click();
  const panel = page.getByRole('region', { name: 'What keeps these alive' });
  await expect(panel).toContainText(
    '2 of 202 Index objects are held through module __main__ .held_frames [items] ._mgr.',
  );
  await expect(panel).toContainText('200 objects held by cycles only, waiting for the collector');

  // Opened and walked with the keyboard.
  const tree = panel.getByRole('tree');
  const steps = tree.getByRole('treeitem');
  await steps.first().focus();
  await expect(steps).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect(steps).toHaveCount(3);
  await page.keyboard.press('ArrowRight');
  await expect(steps.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('heading', { level: 2, name: 'Index' })).toBeVisible();
  await page.screenshot({ path: 'test-results/screenshots/held-paths.png' });
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(steps).toHaveCount(1);
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(panel).toHaveCount(0);
});

test('from a family to how its members are held, as a place to come back to', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await page.keyboard.press('ControlOrMeta+4');
  await page
    .getByRole('button', { name: /PandasTableAccessor/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'What keeps these alive?' }).click();
  const panel = page.getByRole('region', { name: 'What keeps these alive' });
  await expect(panel).toContainText('No root leads to any of 100 DataFrames.');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(panel).toHaveCount(0);
  await page.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(panel).toBeVisible();
});
