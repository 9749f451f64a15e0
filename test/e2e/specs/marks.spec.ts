import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

const NOTE = 'Held by nobody: <b>only</b> its own accessor.';
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const star = (page: Page) => inspector(page).getByRole('button', { name: 'Bookmark', exact: true });

test('bookmarks and notes are there again with the dump', async ({ startApp }) => {
  const host = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = host;
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(page.getByRole('application')).toBeVisible();

  // By keyboard, and a note by hand.
  await expect(star(page)).toHaveAttribute('aria-pressed', 'false');
  await page.getByRole('application').press('b');
  await expect(star(page)).toHaveAttribute('aria-pressed', 'true');
  await inspector(page).getByRole('button', { name: 'Add a note' }).click();
  await inspector(page).getByRole('textbox', { name: 'Note' }).fill(NOTE);

  await page.getByRole('button', { name: 'Bookmarks', exact: true }).first().click();
  const list = page.getByRole('list', { name: 'Bookmarks' });
  await expect(list).toContainText(NOTE);
  await expect(list).toContainText('DataFrame');
  await expect(list).toContainText('Waiting');
  await expect.poll(host.keptSession).toContain('view=bookmarks');

  await page.reload();
  await expect(list).toContainText(NOTE);
  // Marked where it is listed, and found by the palette.
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('only its own accessor');
  await page.getByRole('option', { name: /DataFrame 0x/ }).click();
  await expect(inspector(page).getByRole('textbox', { name: 'Note' })).toHaveValue(NOTE);
  await page.getByRole('radio', { name: 'List', exact: true }).click();
  await expect(page.getByRole('region', { name: 'References drawn' })).toContainText('Bookmarked');

  await page.getByRole('button', { name: 'Bookmarks', exact: true }).first().click();
  await list.getByRole('button', { name: /^Remove DataFrame/ }).click();
  await expect(page.getByText('No bookmarks in this dump')).toBeVisible();
});
