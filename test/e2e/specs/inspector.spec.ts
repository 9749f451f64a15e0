import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const attributes = (page: Page) => inspector(page).getByRole('tree', { name: 'Attributes' });

async function inspectFrame(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(inspector(page).getByRole('heading', { level: 2 })).toContainText('DataFrame');
}

test('attributes first, each with its value, opened as deep as one likes by keyboard', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await inspectFrame(page);
  const rows = attributes(page).getByRole('treeitem');
  await rows.first().focus();
  const manager = attributes(page).getByRole('treeitem', { name: /^_mgr BlockManager/ });
  await expect(manager).toHaveAttribute('aria-level', '1');
  await manager.focus();
  await page.keyboard.press('ArrowRight');
  await expect(manager).toHaveAttribute('aria-expanded', 'true');
  // What is in it is asked of the engine; only then there is something to go on to.
  await expect(attributes(page).getByRole('treeitem', { name: /^blocks / })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(rows.and(page.locator(':focus'))).toHaveAttribute('aria-level', '2');

  // In what is in it, as deep as one likes.
  const blocks = attributes(page).getByRole('treeitem', { name: /^blocks / });
  await blocks.focus();
  await page.keyboard.press('ArrowRight');
  const first = attributes(page)
    .getByRole('treeitem', { name: /^\[0\] / })
    .first();
  await first.focus();
  await expect(first).toHaveAttribute('aria-level', '3');

  // Left leads to the row around, and closes it.
  await page.keyboard.press('ArrowLeft');
  await expect(blocks).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(blocks).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('Home');
  await expect(rows.first()).toBeFocused();
});

test('a row is inspected, read and copied without leaving the place', async ({
  startApp,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const app = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = app;
  await inspectFrame(page);
  const flags = attributes(page).getByRole('treeitem', { name: /^_flags / });
  await flags.focus();
  await page.keyboard.press('ControlOrMeta+c');
  await expect.poll(async () => (await app.copied()).text).toMatch(/^Flags\(/);

  // Space inspects, and Back comes back.
  await page.keyboard.press('Space');
  await expect(inspector(page).getByRole('heading', { level: 2, name: 'Flags' })).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(inspector(page).getByRole('heading', { level: 2, name: 'DataFrame' })).toBeVisible();

  // The menu has the same and more, by keyboard.
  await flags.focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Show whole value' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('pre')).toContainText('Flags');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('who refers to it opens into who refers to that', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await inspectFrame(page);
  const referrers = inspector(page).getByRole('tree', { name: 'Referrers' });
  const accessor = referrers.getByRole('treeitem', { name: /^\._dataframe PandasTableAccessor/ });
  await accessor.click();
  await expect(accessor).toHaveAttribute('aria-expanded', 'true');
  const back = referrers.getByRole('treeitem', { name: /^\.ww DataFrame/ }).first();
  await expect(back).toHaveAttribute('aria-level', '2');

  // In the order of the field: what is in it, who refers to it, what keeps it alive, the facts.
  const sections = inspector(page).getByRole('region');
  await expect(sections.and(page.getByRole('region', { name: 'Retaining paths' }))).toHaveCount(1);
  const names = await sections.evaluateAll((all) => all.map((one) => one.ariaLabel ?? ''));
  expect(names.filter((name) => name !== '')).toEqual([
    'Attributes',
    'Referrers',
    'Retaining paths',
    'Break here',
    'Facts',
  ]);
});
