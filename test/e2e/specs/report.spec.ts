import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const NOTE = 'See <script>alert(1)</script> in load.py';

/** What axe-core objects to. The page forbids scripts, so that it runs in a world of its own. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
  });
  const run = (expression: string) =>
    session.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
  await run(AXE);
  const { result } = await run(
    "axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))",
  );
  return result.value as string[];
}

test('a report stands for itself, in light and dark', { tag: '@every-host' }, async ({
  startApp,
  context,
}) => {
  const host = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = host;
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(page.getByRole('application')).toBeVisible();
  await page.getByRole('button', { name: 'Add a note' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill(NOTE);
  await page.keyboard.press('ControlOrMeta+Shift+E');
  await expect(page.getByRole('checkbox', { name: 'Your notes and bookmarks (1)' })).toBeChecked();
  const saved = await host.savedBy(() => page.getByRole('button', { name: 'Save report' }).click());
  expect(saved.name).toBe('accessor-leak-ouro-report.html');

  const report = await context.newPage();
  const asked: string[] = [];
  report.on('request', ({ url }) => asked.push(url()));
  await report.setContent(saved.text);
  await expect(report.getByRole('heading', { level: 1 })).toHaveText(
    /wait for the garbage collector: 100 DataFrames/,
  );
  await expect(report.getByRole('heading', { name: 'Cycle families' })).toBeVisible();
  await expect(report.getByText('PandasTableAccessor._dataframe').first()).toBeVisible();
  await expect(report.getByText(NOTE)).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await report.emulateMedia({ colorScheme });
    const image = report.getByRole('img').first();
    await expect
      .poll(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth))
      .toBeGreaterThan(50);
    expect(await violations(report)).toEqual([]);
  }
  expect(asked.filter((url) => !url.startsWith('data:') && !url.startsWith('about:'))).toEqual([]);
  await report.close();
});
