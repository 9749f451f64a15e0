import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

const drawing = (page: Page) => page.getByRole('application');
const selection = (page: Page) => page.getByRole('toolbar', { name: /^Actions on/ });
const cutsBar = (page: Page) => page.getByRole('region', { name: 'References cut by you' });

async function drawOne(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(drawing(page)).toBeVisible();
  await drawing(page).focus();
}

test('the keyboard goes along references, cuts one and restores it', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await drawOne(page);
  await expect(selection(page)).toHaveAccessibleName('Actions on DataFrame');
  await page.keyboard.press('ArrowDown');
  await expect(selection(page)).toHaveAccessibleName('Actions on PandasTableAccessor');
  await page.keyboard.press('ArrowDown');
  await expect(selection(page)).toHaveAccessibleName('Actions on DataFrame');

  // A reference in hand says beforehand what cutting it would come to.
  await page.keyboard.press('e');
  await expect(page.getByText(/If it were cut: 671 KB .* freed at once/)).toBeVisible();
  await page.keyboard.press('x');
  await expect(cutsBar(page)).toContainText('1 reference cut');
  await expect(cutsBar(page)).toContainText('671 KB');
  await expect(
    page.getByRole('complementary', { name: 'Inspector' }).getByText(/reference counting frees it/),
  ).toBeVisible();
  await cutsBar(page)
    .getByRole('button', { name: /^Restore DataFrame \.ww|^Restore Pandas/ })
    .click();
  await expect(cutsBar(page)).toHaveCount(0);
});

test('a family is drawn as groups, listed, and taken apart', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: 'Cycles' })
    .click();
  await page.getByRole('list', { name: 'Cycle families' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Draw all together' }).click();
  await expect(drawing(page)).toHaveAccessibleName('Referrers of 100 × DataFrame');
  await page.getByRole('radio', { name: 'List', exact: true }).click();
  const tree = page.getByRole('treegrid');
  const frames = tree.getByRole('row', { name: /^(?:Close )?100 × DataFrame/ }).first();
  await frames.click();
  await page.keyboard.press('t');
  const table = page.getByRole('dialog', { name: '100 × DataFrame' });
  await expect(table.getByRole('grid')).toContainText('0x');
  await page.keyboard.press('Escape');
  await expect(table).toHaveCount(0);
  await frames.focus();
  await page.keyboard.press('Enter');
  await expect(tree.getByRole('row', { name: /92 × DataFrame/ }).first()).toBeVisible();
});

test('what is pinned and hidden can be taken back', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await drawOne(page);
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Unpin 1 object' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Delete');
  const hidden = page.getByRole('button', { name: 'Show 1 hidden' });
  await expect(hidden).toBeVisible();
  await hidden.click();
  await expect(hidden).toHaveCount(0);
  await page.getByRole('button', { name: 'Unpin 1 object' }).click();
  await expect(page.getByRole('button', { name: 'Unpin 1 object' })).toHaveCount(0);
});

test('a whole type is left out, and Ctrl+Z takes that and a cut back', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await drawOne(page);
  await page.keyboard.press('ArrowDown');
  await expect(selection(page)).toHaveAccessibleName('Actions on PandasTableAccessor');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Leave out all of type PandasTableAccessor' }).click();
  const without = page.getByRole('button', { name: 'Without PandasTableAccessor: remove' });
  await expect(without).toBeVisible();
  await expect(page.getByText('Changed: Without PandasTableAccessor.')).toBeAttached();
  await page.keyboard.press('Control+z');
  await expect(without).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await without.click();
  await expect(without).toHaveCount(0);

  await drawing(page).focus();
  await page.keyboard.press('e');
  await page.keyboard.press('x');
  await expect(cutsBar(page)).toContainText('1 reference cut');
  await page.keyboard.press('Control+z');
  await expect(cutsBar(page)).toHaveCount(0);
});
