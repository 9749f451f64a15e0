import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

const field = (page: Page) => page.getByRole('combobox', { name: 'Filter objects' });
const grid = (page: Page) => page.getByRole('grid');
const count = (page: Page, text: string) =>
  page.getByRole('status').filter({ hasText: new RegExp(`^${text}$`) });
const row = (page: Page, index: number) => grid(page).locator(`[aria-rowindex="${index + 2}"]`);

/** The list of objects, opened by keyboard. */
async function openObjects(page: Page): Promise<void> {
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await page.keyboard.press('ControlOrMeta+2');
  await page.getByRole('radio', { name: 'Types' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Objects' })).toBeChecked();
  await expect(row(page, 0)).not.toHaveText('');
}

test('a filter is typed with the keyboard alone, from suggestions and from memory', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await openObjects(page);
  await page.keyboard.press('ControlOrMeta+f');
  await expect(field(page)).toBeFocused();

  // Word by word, from what is offered.
  await page.keyboard.type('verd');
  await expect(page.getByRole('option', { name: /^verdict/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', /.+/);
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue('verdict ');
  await page.keyboard.type('= ga');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { name: 'garbage', selected: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue('verdict = garbage');
  await page.keyboard.type(' and DataF');
  await expect(page.getByRole('option', { name: /DataFrame 101 objects/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue('verdict = garbage and type = DataFrame');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await expect(count(page, '100 objects')).toBeVisible();
  await expect(row(page, 0)).toContainText('DataFrame');

  // Away and back: the filter is part of where one was.
  await page.keyboard.press('ControlOrMeta+1');
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(field(page)).toHaveValue('verdict = garbage and type = DataFrame');

  // Emptied, the field offers it again.
  await field(page).focus();
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('');
  await page.keyboard.press('ArrowDown');
  await expect(
    page.getByRole('option', { name: 'verdict = garbage and type = DataFrame', selected: true }),
  ).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(count(page, '100 objects')).toBeVisible();
});

test('a filter that is wrong says where, and keeps the list', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await openObjects(page);
  await field(page).fill('type = DataFrame');
  await expect(count(page, '101 objects')).toBeVisible();
  await field(page).fill('type = DataFrame and retianed > 1KB');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page)).toHaveAccessibleDescription(/no field “retianed”/);
  await expect(page.locator('.filter-wave')).toHaveText('retianed');
  await expect(count(page, '101 objects')).toBeVisible();

  // What is only unfinished is not held against whoever is still typing.
  await field(page).fill('type = DataFrame and');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'false');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');

  await field(page).fill('type = DataFrame and retianed > 1KB');
  await page.getByRole('button', { name: 'Use retained' }).click();
  await expect(field(page)).toHaveValue('type = DataFrame and retained > 1KB');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'false');
  await expect(count(page, '101 objects')).toBeVisible();

  await field(page).fill('type = NoSuchThing');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Clear the filter' }).last().click();
  await expect(row(page, 0)).not.toHaveText('');
});

test('one click puts a condition to the filter and takes it out again', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await openObjects(page);
  const quick = page.getByRole('group', { name: 'Quick filters' });
  await quick.getByRole('button', { name: 'DataFrames' }).click();
  await expect(count(page, '101 objects')).toBeVisible();
  await quick.getByRole('button', { name: 'Garbage' }).click();
  await expect(field(page)).toHaveValue('type = DataFrame and verdict in (garbage, never)');
  await expect(count(page, '100 objects')).toBeVisible();
  await quick.getByRole('button', { name: 'Garbage', pressed: true }).click();
  await quick.getByRole('button', { name: 'Held' }).click();
  await expect(count(page, '1 object')).toBeVisible();

  await page.getByRole('button', { name: 'How to filter' }).click();
  const help = page.getByRole('dialog', { name: 'How to filter' });
  await expect(help.getByRole('list', { name: 'Examples' }).getByRole('button')).toHaveCount(6);
  await help.getByRole('button', { name: /^attr = _dataframe/ }).click();
  await expect(field(page)).toHaveValue(/^attr = _dataframe/);
  await expect(help).toHaveCount(0);
});

test('the table is sorted, arranged and copied from the keyboard, and remembers', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await openObjects(page);
  await field(page).fill('type = DataFrame');
  await expect(count(page, '101 objects')).toBeVisible();

  // Headings: one stop, arrows between them, Enter sorts, Shift and an arrow resizes.
  await grid(page).focus();
  await page.keyboard.press('Tab');
  const type = grid(page).getByRole('columnheader', { name: 'Type' });
  await expect(type.getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(type).toHaveAttribute('aria-sort', 'descending');
  await page.keyboard.press('Enter');
  await expect(type).toHaveAttribute('aria-sort', 'ascending');
  const before = (await type.boundingBox())?.width ?? 0;
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await type.boundingBox())?.width).toBe(Math.round(before) + 16);
  await page.keyboard.press('ArrowRight');
  await expect(grid(page).getByRole('columnheader', { name: 'Value' })).toBeFocused();

  // Columns.
  await page.getByRole('button', { name: 'Columns' }).press('Enter');
  const picker = page.getByRole('dialog', { name: 'Columns' });
  await picker.getByRole('checkbox', { name: 'Referrers' }).press('Space');
  await picker.getByRole('checkbox', { name: 'Value' }).press('Space');
  await page.keyboard.press('Escape');
  await expect(picker).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Columns' })).toBeFocused();
  const headings = grid(page).getByRole('columnheader');
  await expect(headings).toHaveText([
    'Type',
    'Where',
    'Referrers',
    'Refs',
    'Shallow',
    'Retained',
    'Verdict',
  ]);
  await expect(row(page, 0).getByRole('gridcell').nth(2)).toHaveText(/^\d+$/);
  await expect(row(page, 0).getByRole('gridcell').nth(5)).toHaveText(/KB$/);

  // Three rows on the clipboard.
  await page.evaluate(() => {
    const copied: string[] = [];
    Object.assign(window, { copied });
    navigator.clipboard.writeText = (text) => {
      copied.push(text);
      return Promise.resolve();
    };
  });
  await grid(page).focus();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(grid(page).getByRole('row', { selected: true })).toHaveCount(3);
  await page.keyboard.press('ControlOrMeta+c');
  await expect(page.getByText('Copied 3 rows')).toBeVisible();
  const [text = ''] = await page.evaluate(() => Reflect.get(window, 'copied') as string[]);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(lines[0]).toEqual([
    'Type',
    'Where',
    'Referrers',
    'Refs',
    'Shallow',
    'Retained',
    'Verdict',
  ]);
  expect(lines).toHaveLength(4);
  expect(lines[1]).toEqual([
    'pandas.core.frame.DataFrame',
    expect.stringMatching(/\S/),
    expect.stringMatching(/^\d+$/),
    expect.stringMatching(/^\d+$/),
    '56',
    expect.stringMatching(/^\d+$/),
    expect.stringMatching(/^(Held|Garbage, waiting)$/),
  ]);

  // All of them, though only some are on screen; then back to one row.
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+c');
  await expect(page.getByText('Copied 101 rows')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(grid(page).getByRole('row', { selected: true })).toHaveCount(0);

  // They are remembered, and can be put back.
  await page.getByRole('radio', { name: 'Types' }).click();
  await page.getByRole('radio', { name: 'Objects' }).click();
  await expect(headings.nth(2)).toHaveText('Referrers');
  await page.getByRole('button', { name: 'Columns' }).click();
  await picker.getByRole('button', { name: 'Reset columns' }).click();
  await expect(headings).toHaveCount(7);
  await expect(headings.nth(1)).toHaveText('Value');
});

test('a click looks at an object, two clicks draw it', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await openObjects(page);
  await field(page).fill('type = DataFrame');
  await expect(count(page, '101 objects')).toBeVisible();
  await row(page, 1).click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { level: 2, name: 'DataFrame' })).toBeVisible();
  await expect(row(page, 1)).toHaveAttribute('aria-selected', 'true');
  await row(page, 1).dblclick();
  await expect(page.getByRole('application')).toBeVisible();
});

test('a filter of the other list leads there, and what it names is a column', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await openObjects(page);
  await page.getByRole('radio', { name: 'Types' }).click();
  await page
    .getByRole('combobox', { name: 'Filter types' })
    .fill('type = DataFrame and referrers > 1');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Search objects with it' }).click();
  await expect(field(page)).toHaveValue('type = DataFrame and referrers > 1');
  await expect(grid(page).getByRole('columnheader', { name: 'Referrers' })).toBeVisible();
});

test('types are put together by package, and lead back to the types of one', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await openObjects(page);
  await page.getByRole('radio', { name: 'Types' }).click();
  await page.getByRole('combobox', { name: 'Group types' }).selectOption('package');
  await expect(row(page, 0)).toContainText('your code');
  await grid(page)
    .getByRole('row', { name: /^pandas/ })
    .click();
  await expect(page.getByRole('combobox', { name: 'Filter types' })).toHaveValue(
    'module ~ /^pandas(\\.|$)/',
  );
  await expect(grid(page)).toContainText('DataFrame');
});

test('an attribute becomes a column, and objects are counted by its values', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await openObjects(page);
  await field(page).fill('type ~ PandasTableAccessor and user = yes');
  await expect(count(page, '101 objects')).toBeVisible();
  const add = page.getByRole('combobox', { name: 'Add a column for an attribute' });
  await add.selectOption('_dataframe');
  await expect(grid(page).getByRole('columnheader', { name: '._dataframe' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Count by…' }).selectOption('_dataframe');
  const groups = page.getByRole('grid', { name: 'By the value of ._dataframe' });
  await expect(groups.getByRole('row').nth(1)).toContainText('<pandas.core.frame.DataFrame>');
});
