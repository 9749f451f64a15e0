import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE, ROOT } from '../support/paths.ts';
import { asWebp, untilStill } from './camera.ts';

/** In the repository, since a reader has them before anything can be run: few, and packed. */
async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  writeFileSync(
    path.join(ROOT, 'docs', `${name}.webp`),
    await asWebp(page, await untilStill(page)),
  );
}

test('the pictures of README and guides', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const headline = page.getByRole('heading', { level: 1, name: /100 DataFrames/ });
  await expect(headline).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'No, thanks' }).click();
  await take(page, 'overview');

  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(page.getByRole('application', { name: /DataFrame 0x/ })).toBeVisible();
  await take(page, 'graph');

  await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  const families = page.getByRole('list', { name: 'Cycle families' });
  await families.getByRole('button').first().click();
  await expect(page.getByRole('list', { name: 'Exemplars' })).toBeVisible();
  await take(page, 'family');
});
