import { writeFileSync } from 'node:fs';
import type { Page, TestInfo } from '@playwright/test';
import {
  crowdedGraph,
  drawAddress,
  edgePlace,
  nodePlaces,
  placeOf,
  settledPlaces,
  zoomOf,
} from '../support/drawing.ts';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';
import type { RunningHost } from '../support/running-host.ts';

type Start = (options: { files: readonly string[] }) => Promise<RunningHost>;

const actions = (page: Page) => page.getByRole('toolbar', { name: /^Actions on/ });
const HUB = 'n0';
const FIRST = 'n1';

/** The crowded graph around 0x1000 or 0x2000, at rest. */
async function drawCrowd(startApp: Start, info: TestInfo, address: number): Promise<Page> {
  const file = info.outputPath('crowd.dot');
  writeFileSync(file, crowdedGraph());
  const { page } = await startApp({ files: [file] });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await drawAddress(page, address);
  await settledPlaces(page);
  return page;
}

async function clickNode(page: Page, id: string, options = {}): Promise<void> {
  const { x, y } = await placeOf(page, id);
  await page.mouse.click(x, y, options);
}

async function dragTo(page: Page, id: string, by: { x: number; y: number }): Promise<void> {
  const { x, y } = await placeOf(page, id);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by.x / 2, y + by.y / 2, { steps: 4 });
  await page.mouse.move(x + by.x, y + by.y, { steps: 4 });
  await page.mouse.up();
}

test('a band with Shift selects what is in it, a click with Shift takes one out', async ({
  startApp,
}, info) => {
  const page = await drawCrowd(startApp, info, 0x1000);
  const places = [...(await nodePlaces(page))].filter(([id]) => id !== HUB);
  const canvas = await page.getByRole('application').boundingBox();
  const hub = await placeOf(page, HUB);
  if (canvas === null) throw new Error('no canvas');
  const above = places.filter(([, { y }]) => y < hub.y - hub.height);
  await page.keyboard.down('Shift');
  await page.mouse.move(canvas.x + 3, canvas.y + 50);
  await page.mouse.down();
  await page.mouse.move(canvas.x + 200, hub.y - 60, { steps: 5 });
  await expect(page.locator('.rubber-band')).toBeVisible();
  await page.mouse.move(canvas.x + canvas.width - 3, hub.y - hub.height / 2 - 4, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(page.locator('.rubber-band')).toHaveCount(0);
  const objects = above.filter(([id]) => /^n\d+$/.test(id));
  await expect(actions(page)).toHaveAccessibleName(
    new RegExp(`^Actions on (${objects.length}|${above.length}) selected`),
  );
  const before = Number(/\d+/.exec((await actions(page).getAttribute('aria-label')) ?? '')?.[0]);
  const [first = ['']] = objects;
  await page.keyboard.down('Shift');
  await clickNode(page, first[0]);
  await page.keyboard.up('Shift');
  await expect(actions(page)).toHaveAccessibleName(`Actions on ${before - 1} selected`);
});

test('“+ more” draws the next page, and what was there stays under the pointer', async ({
  startApp,
}, info) => {
  const page = await drawCrowd(startApp, info, 0x1000);
  const before = await settledPlaces(page);
  const stub = [...before.keys()].find((id) => id.startsWith('more-referrers'));
  if (stub === undefined) throw new Error('no stub');
  await clickNode(page, stub);
  await expect(async () =>
    expect((await nodePlaces(page)).size).toBeGreaterThan(before.size),
  ).toPass();
  const after = await settledPlaces(page);
  expect([...after.keys()].filter((id) => id === stub)).toEqual([]);
  const [was, is] = [before.get(HUB), after.get(HUB)];
  expect(is?.x).toBeCloseTo(was?.x ?? 0, 0);
  expect(is?.y).toBeCloseTo(was?.y ?? 0, 0);
});

for (const motion of ['reduce', 'no-preference'] as const) {
  test(`expanding leaves the clicked object where it is (motion: ${motion})`, async ({
    startApp,
  }, info) => {
    const page = await drawCrowd(startApp, info, 0x1000);
    await page.emulateMedia({ reducedMotion: motion });
    await page.getByRole('button', { name: 'Less depth' }).click();
    await page.getByRole('button', { name: 'Less depth' }).click();
    const before = await settledPlaces(page);
    await clickNode(page, FIRST);
    const was = await placeOf(page, FIRST);
    await actions(page)
      .getByRole('button', { name: /^Show more referrers/ })
      .click();
    // At every moment of its growth, not only at the end.
    let furthest = 0;
    await expect(async () => {
      const places = await nodePlaces(page);
      const is = places.get(FIRST);
      furthest = Math.max(furthest, Math.hypot((is?.x ?? 0) - was.x, (is?.y ?? 0) - was.y));
      expect(places.size).toBeGreaterThan(before.size);
    }).toPass({ intervals: [16] });
    for (let look = 0; look < 20; look++) {
      const is = (await nodePlaces(page)).get(FIRST);
      furthest = Math.max(furthest, Math.hypot((is?.x ?? 0) - was.x, (is?.y ?? 0) - was.y));
    }
    await settledPlaces(page);
    expect(furthest).toBeLessThan(1.5);
  });
}

test('a dragged object is pinned where it is let go, and stays there', async ({
  startApp,
}, info) => {
  const page = await drawCrowd(startApp, info, 0x1000);
  const hub = await placeOf(page, HUB);
  const before = await placeOf(page, FIRST);
  // Below everything, where it is in nobody's way.
  const down = hub.y - before.y + 120;
  await dragTo(page, FIRST, { x: 60, y: down });
  await expect(page.getByRole('button', { name: 'Unpin 1 object' })).toBeVisible();
  await settledPlaces(page);
  const pinned = await placeOf(page, FIRST);
  expect(pinned.x).toBeCloseTo(before.x + 60, -0.5);
  expect(pinned.y).toBeCloseTo(before.y + down, -0.5);
  const still = await placeOf(page, HUB);
  expect(still.x).toBeCloseTo(hub.x, 0);
  expect(still.y).toBeCloseTo(hub.y, 0);
  await page.getByRole('button', { name: 'Unpin 1 object' }).click();
  await expect(page.getByRole('button', { name: 'Unpin 1 object' })).toHaveCount(0);
});

test('the context menu hides, isolates and brings back', async ({ startApp }, info) => {
  const page = await drawCrowd(startApp, info, 0x1000);
  const before = await settledPlaces(page);
  await clickNode(page, FIRST, { button: 'right' });
  const menu = page.getByRole('menu', { name: 'Actions on Holder1' });
  await menu.getByRole('menuitem', { name: 'Only this and its neighbours' }).click();
  const back = page.getByRole('button', { name: 'Only neighbours – show everything' });
  await expect(back).toBeVisible();
  const around = await settledPlaces(page);
  expect(around.size).toBeLessThan(before.size);
  expect([...around.keys()]).toContain(HUB);
  await back.click();
  await expect(back).toHaveCount(0);
  expect((await settledPlaces(page)).size).toBe(before.size);

  await page.getByRole('button', { name: 'Only the cycle' }).click();
  await expect(
    page.getByRole('button', { name: 'Only the cycle – show everything' }),
  ).toBeVisible();
  expect([...(await settledPlaces(page)).keys()].sort()).toEqual([HUB, FIRST]);
  await page.getByRole('button', { name: 'Only the cycle – show everything' }).click();

  await expect(async () => expect((await nodePlaces(page)).size).toBe(before.size)).toPass();
  // Its text is readable before all of it fits.
  await page.getByRole('button', { name: 'Zoom to fit' }).click();
  await settledPlaces(page);
  await clickNode(page, FIRST, { button: 'right' });
  await menu.getByRole('menuitem', { name: /^Hide/ }).click();
  await expect(page.getByRole('button', { name: 'Show 1 hidden' })).toBeVisible();
  await expect(async () =>
    expect([...(await nodePlaces(page)).keys()]).not.toContain(FIRST),
  ).toPass();
  await page.getByRole('button', { name: 'Show 1 hidden' }).click();
  await expect(async () => expect([...(await nodePlaces(page)).keys()]).toContain(FIRST)).toPass();
});

test('the wheel zooms about the pointer; fit and the minimap find the drawing again', async ({
  startApp,
}, info) => {
  const page = await drawCrowd(startApp, info, 0x1000);
  const at = await placeOf(page, FIRST);
  const zoom = await zoomOf(page);
  await page.mouse.move(at.x, at.y);
  for (let turn = 0; turn < 6; turn++) await page.mouse.wheel(0, -120);
  await expect(async () => expect(await zoomOf(page)).toBeGreaterThan(zoom * 1.15)).toPass();
  const near = (await settledPlaces(page)).get(FIRST);
  expect(near?.x).toBeCloseTo(at.x, -0.5);
  expect(near?.y).toBeCloseTo(at.y, -0.5);

  // Most of it is out of view now: the minimap is there, and a click in it goes there.
  const minimap = page.locator('.minimap');
  await expect(minimap).toBeVisible();
  const map = await minimap.boundingBox();
  if (map === null) throw new Error('no minimap');
  await page.mouse.click(map.x + map.width - 12, map.y + map.height / 2);
  const moved = (await settledPlaces(page)).get(FIRST);
  expect(Math.abs((moved?.x ?? 0) - (near?.x ?? 0))).toBeGreaterThan(20);

  await page.getByRole('button', { name: 'Zoom to fit' }).click();
  const canvas = await page.getByRole('application').boundingBox();
  for (const { x, y } of (await settledPlaces(page)).values()) {
    expect(x).toBeGreaterThan(canvas?.x ?? 0);
    expect(x).toBeLessThan((canvas?.x ?? 0) + (canvas?.width ?? 0));
    expect(y).toBeGreaterThan(canvas?.y ?? 0);
  }
  await clickNode(page, FIRST, { button: 'right' });
  await page.getByRole('menuitem', { name: /^Zoom to the selection/ }).click();
  const fitted = (await settledPlaces(page)).get(FIRST);
  expect(fitted?.x).toBeCloseTo((canvas?.x ?? 0) + (canvas?.width ?? 0) / 2, -1.5);
});

test('a group is listed by the mouse, and one of its members drawn', async ({ startApp }, info) => {
  const page = await drawCrowd(startApp, info, 0x2000);
  const group = [...(await nodePlaces(page)).keys()].find((id) => id.startsWith('group'));
  if (group === undefined) throw new Error('no group');
  await clickNode(page, group, { button: 'right' });
  await page.getByRole('menuitem', { name: /^List all 30/ }).click();
  const table = page.getByRole('dialog', { name: '30 × dict' });
  await expect(table.getByRole('grid')).toContainText('0x2001');
  await table.getByRole('row', { name: /0x2003/ }).click();
  await expect(table).toHaveCount(0);
  await expect(page.getByRole('application')).toHaveAccessibleName(/dict/);
  await page.getByRole('button', { name: /^Back/ }).click();
  await expect(page.getByRole('application')).toHaveAccessibleName(/Registry/);
  await settledPlaces(page);
  // A double click takes a handful out; they are drawn singly beside the rest.
  await clickNode(page, group, { clickCount: 2 });
  await expect(async () => expect((await nodePlaces(page)).size).toBeGreaterThan(2)).toPass();
  expect([...(await settledPlaces(page)).keys()]).toContain(group);
});

test('internals unfold and fold; a reference is cut with a preview and restored', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(page.getByRole('application')).toBeVisible();
  await page.getByRole('radio', { name: 'Both' }).check({ force: true });
  const folded = await settledPlaces(page);
  await actions(page)
    .getByRole('button', { name: /^Unfold internals/ })
    .click();
  await expect(async () =>
    expect([...(await nodePlaces(page)).keys()]).not.toEqual([...folded.keys()]),
  ).toPass();
  await settledPlaces(page);
  await actions(page)
    .getByRole('button', { name: /^Fold internals/ })
    .click();
  await expect(async () =>
    expect([...(await nodePlaces(page)).keys()]).toEqual([...folded.keys()]),
  ).toPass();

  await page.getByRole('radio', { name: 'Referrers' }).check({ force: true });
  await expect(async () => expect((await nodePlaces(page)).size).toBe(2)).toPass();
  const ids = [...(await settledPlaces(page)).keys()];
  const { x, y } = await edgePlace(page, `e-${ids[1]}-${ids[0]}`);
  await page.mouse.click(x, y);
  await expect(page.getByText(/If it were cut: 671 KB .* freed at once/)).toBeVisible();
  await actions(page).getByRole('button', { name: /^Cut/ }).click();
  const bar = page.getByRole('region', { name: 'References cut by you' });
  await expect(bar).toContainText('1 reference cut');
  await bar.getByRole('button', { name: /^Restore it/ }).click();
  await expect(bar).toHaveCount(0);
});
