import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

/** The desktop's engines are threads of main: desktop.spec.ts ends those. */
test('an engine that dies costs its dump, which opens again', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error('the engine ran out of luck');
    });
  });
  const alert = page.getByRole('alert').filter({ has: page.getByRole('heading', { level: 1 }) });
  await expect(alert.getByRole('heading', { name: 'The engine stopped' })).toBeVisible();
  await expect(alert).toContainText('accessor-leak.ouro');
  await alert.getByRole('button', { name: 'Open it again' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
});
