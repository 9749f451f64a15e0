import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE } from '../support/paths.ts';

test('threads with their stacks, each frame opened into its variables', async ({ startApp }) => {
  const { page } = await startApp({ files: [EXAMPLE] });
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: 'Threads' })
    .click();
  const main = page.getByRole('region', { name: 'MainThread' });
  const frame = main.getByRole('button', { name: /^main .*variables?$/ });
  await frame.click();
  await expect(frame).toHaveAttribute('aria-expanded', 'true');
  const variables = main.getByRole('tree', { name: 'Variables of main' }).getByRole('treeitem');
  await expect(variables.first()).toBeVisible();

  // The frame in the inspector.
  await main.getByRole('button', { name: 'Inspect main' }).click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { level: 2, name: 'frame' })).toBeVisible();
  await expect(inspector.getByRole('tree', { name: 'Variables' })).toBeVisible();

  await page.getByRole('radio', { name: /Tasks and generators/ }).click();
  await expect(page.getByRole('region').or(page.getByText('Nothing waits')).first()).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(main).toBeVisible();
});
