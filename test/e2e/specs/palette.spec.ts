import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

const field = (page: Page) => page.getByRole('combobox', { name: 'Search and commands' });
const chosen = (page: Page) => page.getByRole('dialog').getByRole('option', { selected: true });
const typesIn = (page: Page) =>
  page.getByRole('dialog').getByRole('group', { name: 'Types' }).getByRole('option');

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await expect(field(page)).toBeFocused();
}

test('Enter right after typing does what was typed', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(page.getByRole('button', { name: 'Show me one' })).toBeVisible();
  for (const [text, heading] of [
    ['cycles', 'Cycles'],
    ['objects', 'Objects'],
    ['waste', 'Waste'],
    ['dominators', 'Dominators'],
  ] as const) {
    await openPalette(page);
    // All in one go: nothing is waited for between the letters and Enter.
    await page.keyboard.insertText(text);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  }
});

test('what arrives late does not take over what is chosen', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(page.getByRole('button', { name: 'Show me one' })).toBeVisible();
  await openPalette(page);
  await page.keyboard.insertText('obj');
  await expect(chosen(page)).toHaveText(/^Objects/);
  await expect(typesIn(page)).not.toHaveCount(0);
  await expect(chosen(page)).toHaveText(/^Objects/);
  // What was chosen by hand stays chosen, too.
  await field(page).fill('dict');
  await expect(typesIn(page)).not.toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  const own = await chosen(page).textContent();
  await expect(
    page.getByRole('dialog').getByRole('group', { name: 'Objects' }).getByRole('option'),
  ).not.toHaveCount(0);
  expect(await chosen(page).textContent()).toBe(own);
});

test('an address goes straight to its object', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await page.getByRole('button', { name: 'Show me one' }).click();
  const drawing = page.getByRole('application');
  await expect(drawing).toBeVisible();
  const name = (await drawing.getAttribute('aria-label')) ?? '';
  const address = /0x[0-9a-f]+/.exec(name)?.[0] ?? '';
  await page.getByRole('button', { name: 'Overview', exact: true }).click();
  await openPalette(page);
  await page.keyboard.insertText(address);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('application', { name: new RegExp(address) })).toBeVisible();

  await openPalette(page);
  await page.keyboard.insertText('0x123456');
  await expect(page.getByText('No object of this dump is there')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('.notices')).toContainText('The object is not in this dump.');
});

test('what the drawing can do with its selection is in the palette', async ({ startApp }) => {
  const host = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = host;
  await expect(page.getByRole('button', { name: 'Show me one' })).toBeVisible();
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(page.getByRole('application')).toBeVisible();
  await openPalette(page);
  await page.keyboard.insertText('show more referents');
  await expect(chosen(page)).toContainText('DataFrame');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/objects and .* references?\./)).not.toContainText(
    '2 objects and 2 references',
  );
  await openPalette(page);
  await page.keyboard.insertText('draw weak');
  await page.keyboard.press('Enter');
  await expect.poll(host.keptSession).toMatch(/showWeak=1|weak=1/);
});
