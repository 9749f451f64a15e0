import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE } from '../support/paths.ts';

const view = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name });
const map = (page: Page) => page.getByRole('listbox', { name: /^Treemap/ });
const chain = (page: Page) => page.getByRole('navigation', { name: 'Dominators above' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

async function openDominators(page: Page): Promise<void> {
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await view(page, 'Dominators').click();
  await expect(map(page)).toBeVisible();
}

test('from all of the dump down to one object and back, by keyboard', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await openDominators(page);
  const first = page.getByRole('option', { name: 'DataFrame, 100 objects, 67.1 MB' });
  await expect(first).toHaveAttribute('aria-selected', 'true');

  await map(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect(first).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('ArrowUp');
  await expect(first).toHaveAttribute('aria-selected', 'true');

  // Into the type, into the first of its objects: the keyboard stays in the map.
  await page.keyboard.press('Enter');
  await expect(chain(page)).toContainText('only DataFrame');
  await expect(page.getByRole('grid', { name: 'Objects by retained size, 100' })).toBeVisible();
  await expect(page.getByRole('option', { name: /^DataFrame, 20,000 × 5, 671 KB/ })).toHaveCount(
    100,
  );
  await page.keyboard.press('Enter');
  await expect(chain(page)).toContainText(/All of the dump.*DataFrame 0x/);
  await expect(inspector(page).getByRole('heading', { level: 2, name: 'DataFrame' })).toBeVisible();
  await expect(page.getByRole('option', { name: /^BlockManager/ })).toBeVisible();

  await page.keyboard.press('Backspace');
  await expect(chain(page)).not.toContainText('DataFrame');
  await expect(first).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(chain(page)).toContainText(/DataFrame 0x/);
});

test('the table says what the map draws, by type and by object', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await openDominators(page);
  const row = page.getByRole('row', { name: /^DataFrame/ }).first();
  await expect(row).toContainText('67.1 MB');
  await expect(row).toContainText('75 %');
  await expect(row).toContainText('Waiting');

  await page.getByRole('radio', { name: 'By object' }).click();
  await expect(row).toContainText('20,000 × 5');
  // Looked at with one click, gone into with two.
  await row.click();
  await expect(inspector(page).getByRole('heading', { level: 2, name: 'DataFrame' })).toBeVisible();
  await row.dblclick();
  await expect(chain(page)).toContainText(/DataFrame 0x/);
  await expect(page.getByRole('row', { name: /^BlockManager/ })).toContainText('3.74 KB');

  // The chain leads back up.
  await chain(page).getByRole('button', { name: 'All of the dump' }).click();
  await expect(page.getByRole('option', { name: /more objects/ })).toBeVisible();
});

test('a piece says what it is when pointed at, and opens when clicked', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await openDominators(page);
  const piece = page.getByRole('option', { name: /^str, / });
  await piece.hover();
  await expect(page.locator('.map-tip')).toContainText('str');
  await expect(page.locator('.map-tip')).toContainText('Of the dump');
  await piece.click();
  await expect(chain(page)).toContainText('only str');
  // A string holds nothing: it is looked at where it is.
  await page.getByRole('row', { name: /^str/ }).first().click();
  await expect(inspector(page).getByRole('heading', { level: 2, name: 'str' })).toBeVisible();
  await expect(chain(page)).toContainText('only str');
});

test('the overview leads from a type’s bytes to its objects, and to what they retain', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  const memory = page.getByRole('region', { name: 'Where the memory is' });
  await expect(memory).toContainText('Something else');
  await memory.getByRole('option', { name: /^ndarray, / }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Objects' })).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();

  await memory.getByRole('radio', { name: 'Retained' }).click();
  await expect(memory.getByRole('option', { name: /^DataFrame, 100 objects/ })).toBeVisible();
  await memory.getByRole('option', { name: /^str, / }).click();
  await expect(chain(page)).toContainText('only str');
});

test('what a selection of objects holds together is a button away', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  const types = page.getByRole('region', { name: 'Types' });
  await types.getByRole('searchbox', { name: 'Filter types' }).fill('core.frame.DataFrame');
  await types.getByRole('row', { name: /^DataFrame/ }).click();
  await page.getByRole('button', { name: 'Combined retained size' }).click();
  await expect(page.getByText('Together they retain 67.7 MB')).toBeVisible();
});
