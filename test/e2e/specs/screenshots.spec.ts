import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE, ROOT } from '../support/paths.ts';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  for (const size of SIZES) {
    const variant = `${colorScheme}-${size.width}x${size.height}`;
    test(`pictures of every view, ${variant}`, async ({ startApp, hostKind }) => {
      const folder = path.join(ROOT, 'test-results', 'screenshots', hostKind);
      mkdirSync(folder, { recursive: true });
      const host = await startApp();
      const { page } = host;
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const shoot = async (view: string) => {
        const file = path.join(folder, `${view}-${variant}.png`);
        await page.screenshot({ path: file });
        // A blank page of one colour packs into far less.
        expect(statSync(file).size).toBeGreaterThan(12_000);
        // No control or heading is cut off by the edge of the window.
        const cut = await page
          .locator('button:visible, h1:visible, h2:visible')
          .evaluateAll((elements) =>
            elements
              .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
              .map((element) => element.outerHTML.slice(0, 120)),
          );
        expect(cut).toEqual([]);
      };
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await shoot('start');
      await host.drop(EXAMPLE);
      await expect(
        page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
      ).toBeVisible();
      await shoot('overview');
      await page.getByRole('button', { name: 'Show me one' }).click();
      await expect(page.getByRole('application')).toBeVisible();
      await page.getByRole('button', { name: /Show more referents/ }).click();
      await expect(page.getByText(/2 objects and 2 references/)).toHaveCount(0);
      await page.getByRole('button', { name: 'Legend' }).click();
      // The drawing moves to its new place; wait until two pictures are the same.
      await untilStill(() => page.screenshot());
      await shoot('graph');
      await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
      await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
      await shoot('cycles');
      await page.getByRole('button', { name: 'Objects', exact: true }).first().click();
      await expect(page.getByRole('grid').first()).toBeVisible();
      await shoot('objects');
      await page.getByRole('button', { name: 'Dominators', exact: true }).first().click();
      await expect(page.getByRole('listbox', { name: /^Treemap/ })).toBeVisible();
      await shoot('dominators');
      await page.getByRole('button', { name: 'Waste', exact: true }).first().click();
      await expect(page.getByRole('navigation', { name: 'Kinds of waste' })).toBeVisible();
      await shoot('waste');
    });
  }
}

async function untilStill(shoot: () => Promise<Buffer>): Promise<void> {
  let last = await shoot();
  await expect
    .poll(async () => {
      const next = await shoot();
      const isStill = next.equals(last);
      last = next;
      return isStill;
    })
    .toBe(true);
}
