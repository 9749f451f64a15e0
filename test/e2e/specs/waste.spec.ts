import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE } from '../support/paths.ts';

test('from a kind of waste to the place that makes it and to its objects', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: 'Waste' })
    .click();
  await expect(page.getByRole('main')).toContainText(/\d KB of 88\.9 MB could be spared/);

  // What to do, and what the dump does not tell.
  const strings = page.getByRole('button', { name: /^Equal strings/ });
  await strings.click();
  await expect(strings).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('region', { name: 'Equal strings' })).toContainText('sys.intern()');
  await expect(page.getByRole('main')).toContainText('could not be compared');

  // Where it is, then which objects, then one of them.
  await page.getByRole('button', { name: /^Empty containers/ }).click();
  const finding = page.getByRole('row', { name: /^Series\._item_cache/ });
  await expect(finding).toContainText('19.2 KB');
  await finding.click();
  const objects = page.getByRole('grid', { name: 'Its objects, 300' });
  await objects.getByRole('row').nth(1).click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { level: 2, name: 'dict' })).toBeVisible();
  await expect(inspector).toContainText('._item_cache');

  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Equal strings' })).toBeVisible();
});
