import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';
import type { RunningHost } from '../support/running-host.ts';

/** Width and height in a PNG's first chunk. */
function pngSize(bytes: Buffer): readonly [number, number] {
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

/** The export's dialog, on the drawing of the example's first frame. */
async function openExport(startApp: () => Promise<RunningHost>): Promise<RunningHost> {
  const host = await startApp();
  await host.page.getByRole('button', { name: 'Show me one' }).click();
  await expect(host.page.getByRole('application')).toBeVisible();
  await host.page.getByRole('button', { name: 'Export options' }).click();
  return host;
}

const previewOf = (page: Page) => page.getByRole('img', { name: 'Preview of the drawing' });
const sizeOf = (page: Page) => page.getByRole('combobox', { name: 'Size of the picture' });
const ready = (page: Page) =>
  expect(page.locator('.export-preview[aria-busy=false]')).toBeVisible();

/** Of the picture that the preview shows: its own size, before the dialog scales it. */
function previewSize(page: Page): Promise<readonly [number, number]> {
  return previewOf(page).evaluate((image: HTMLImageElement) => [
    image.naturalWidth,
    image.naturalHeight,
  ]);
}

test('the drawing goes out as a picture of pixels, to a file and to the clipboard', {
  tag: '@every-host',
}, async ({ startApp, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const host = await openExport(() => startApp({ files: [SMALL_EXAMPLE] }));
  const { page } = host;
  await ready(page);
  const [width, height] = await previewSize(page);
  await page.getByRole('radio', { name: 'PNG (bitmap)' }).check();
  for (const [name, scale] of [
    ['1×', 1],
    ['4×', 4],
    ['2×', 2],
  ] as const) {
    await sizeOf(page).selectOption(name);
    await ready(page);
    await expect.poll(() => previewSize(page)).toEqual([width * scale, height * scale]);
  }
  const told = `${(2 * width).toLocaleString('en')} × ${(2 * height).toLocaleString('en')} pixels`;
  await expect(page.getByText(told)).toBeVisible();

  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.locator('.notices')).toContainText('Copied the drawing');
  expect((await host.copied()).types).toContain('image/png');

  const saved = await host.savedBy(() => page.getByRole('button', { name: 'Save' }).click());
  expect(saved.name).toMatch(/dataframe-0x[0-9a-f]+\.png$/);
  expect(pngSize(saved.bytes)).toEqual([2 * width, 2 * height]);
});

test('a picture is as wide as was typed, and no other is saved', async ({ startApp }) => {
  const host = await openExport(() => startApp({ files: [SMALL_EXAMPLE] }));
  const { page } = host;
  await page.getByRole('radio', { name: 'PNG (bitmap)' }).check();
  await sizeOf(page).selectOption('To a width');
  const field = page.getByRole('textbox', { name: 'Width in pixels' });
  const save = page.getByRole('button', { name: 'Save' });
  await field.fill('12');
  await expect(page.getByText('A whole number from 100 to 16,000')).toBeVisible();
  await expect(save).toBeDisabled();
  await field.fill('1234');
  await expect.poll(async () => (await previewSize(page))[0]).toBe(1234);
  const saved = await host.savedBy(() => save.click());
  expect(pngSize(saved.bytes)[0]).toBe(1234);
});

test('what the preview shows is what is saved: colours, labels, legend, size and values', async ({
  startApp,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const host = await openExport(() => startApp({ files: [SMALL_EXAMPLE] }));
  const { page } = host;
  await ready(page);
  await page.getByRole('radio', { name: 'Dark', exact: true }).check();
  await page.getByRole('checkbox', { name: 'Legend' }).uncheck();
  await page.getByRole('checkbox', { name: 'Labels on references' }).uncheck();
  await page.getByRole('checkbox', { name: 'Redact values' }).check();
  await sizeOf(page).selectOption('Fitted to a page, A4');
  await expect(page.getByText(/^A4, (210 × 297|297 × 210) mm$/)).toBeVisible();
  await ready(page);
  expect(await previewSize(page)).toEqual(expect.arrayContaining([794, 1123]));
  const corner = await previewOf(page).evaluate((image: HTMLImageElement) => {
    const context = document.createElement('canvas').getContext('2d');
    context?.drawImage(image, 0, 0);
    return [...(context?.getImageData(2, 2, 1, 1).data ?? [])];
  });
  expect(corner).toEqual([0x13, 0x15, 0x19, 255]);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.locator('.notices')).toContainText('Copied the drawing');
  const { text: copied } = await host.copied();
  const saved = await host.savedBy(() => page.getByRole('button', { name: 'Save' }).click());
  const svg = saved.bytes.toString('utf8');
  expect(copied).toBe(svg);
  expect(svg).toMatch(/<svg [^>]*width="\d+mm" height="\d+mm"/);
  expect(svg).not.toContain('id="legend"');
  expect(svg).not.toMatch(/<text[^>]*>\.ww<\/text>/);
  expect(svg).toContain('#131519');
});

test('what makes no difference to a format is disabled, and says why', async ({ startApp }) => {
  const host = await openExport(() => startApp({ files: [SMALL_EXAMPLE] }));
  const { page } = host;
  const legend = page.getByRole('checkbox', { name: 'Legend' });
  const labels = page.getByRole('checkbox', { name: 'Labels on references' });
  const redact = page.getByRole('checkbox', { name: 'Redact values' });
  await page.getByRole('radio', { name: 'DOT (Graphviz)' }).check();
  await expect(legend).toBeDisabled();
  await expect(labels).toBeEnabled();
  await expect(sizeOf(page)).toBeDisabled();
  await expect(page.getByText('DOT has no legend.')).toBeVisible();
  const preview = page.locator('.export-preview pre');
  await expect(preview).toContainText('label=".ww"');
  await labels.uncheck();
  await expect(preview).not.toContainText('label=".ww"');

  await page.getByRole('radio', { name: 'JSON (data)' }).check();
  await expect(labels).toBeDisabled();
  await expect(redact).toBeEnabled();
  await expect(page.getByText('JSON has all labels.')).toBeVisible();
  await expect(preview).toContainText('"generator": "Ouroboros"');

  // What was chosen before is not forgotten meanwhile.
  await page.getByRole('radio', { name: 'SVG (vector)' }).check();
  await expect(legend).toBeChecked();
  await expect(labels).not.toBeChecked();
});
