import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE } from '../support/paths.ts';

/** Width and height in a PNG's first chunk. */
function pngSize(bytes: Buffer): readonly [number, number] {
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

test('the drawing goes out as a picture of pixels, to a file and to the clipboard', async ({
  startApp,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const host = await startApp({ files: [EXAMPLE] });
  const { page } = host;
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(page.getByRole('application')).toBeVisible();
  const open = () => page.getByRole('button', { name: 'Export options' }).click();
  await open();
  await page.getByRole('radio', { name: 'PNG, of pixels' }).check();
  const size = page.getByRole('combobox', { name: 'Size of the picture' });
  await expect(size.getByRole('option', { selected: true })).toHaveText(
    /^2×, [\d,]+ × [\d,]+ pixels$/,
  );
  const words = (await size.getByRole('option', { selected: true }).textContent()) ?? '';
  const expected = [...words.replaceAll(',', '').matchAll(/\d+/g)].slice(1).map(Number);
  const preview = page.getByRole('img', { name: 'Preview of the drawing' });
  await expect(preview).toBeVisible();

  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.locator('.notices')).toContainText('Copied the drawing');
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return item?.types ?? [];
  });
  expect(copied).toContain('image/png');

  const saved = await host.savedBy(() => page.getByRole('button', { name: 'Save' }).click());
  expect(saved.name).toMatch(/dataframe-0x[0-9a-f]+\.png$/);
  expect(pngSize(saved.bytes)).toEqual(expected);
});
