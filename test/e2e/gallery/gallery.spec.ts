import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { writeDumpFiles } from '../support/dump-pair.ts';
import { expect, test } from '../support/fixtures.ts';
import { EXAMPLE, ROOT } from '../support/paths.ts';
import { writeProfile } from '../support/profile-file.ts';
import { writeTimeline } from '../support/timeline-file.ts';
import { Camera, GALLERY_FOLDER } from './camera.ts';
import { writeStateDumps } from './dumps.ts';
import { galleryPage } from './page.ts';
import { LOOKS, looksOf, pictureOf, SHOTS } from './shots.ts';

const TRUTH = JSON.parse(
  readFileSync(path.join(ROOT, 'examples', 'accessor-leak.truth.json'), 'utf8'),
);
let folder = '';
let dumps: ReturnType<typeof writeStateDumps>;
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-gallery-'));
  dumps = writeStateDumps(folder);
  mkdirSync(GALLERY_FOLDER, { recursive: true });
  writeFileSync(path.join(GALLERY_FOLDER, 'index.html'), galleryPage());
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const headline = (page: Page) =>
  page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ });
const failure = (page: Page) =>
  page.getByRole('alert').filter({ has: page.getByRole('heading', { level: 1 }) });
const families = (page: Page) => page.getByRole('list', { name: 'Cycle families' });

async function show(page: Page, view: string): Promise<void> {
  const button = page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: view });
  await button.click();
  await expect(button).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('main').locator('[aria-busy="true"]')).toHaveCount(0);
}

async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('option', { name: title }).first().click();
}

for (const look of LOOKS) {
  const { colorScheme, contrast } = look;

  test(`views and dialogs, ${look.name}`, async ({ startApp }) => {
    const camera = new Camera(look);
    const { page } = await startApp();
    await page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await camera.take(page, 'start');

    await page.getByRole('button', { name: 'Take the tour' }).click();
    await expect(page.getByText('1 of 8')).toBeVisible();
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await expect(page.getByText('2 of 8')).toBeVisible();
    await camera.take(page, 'tour');
    await page.keyboard.press('Escape');
    await camera.take(page, 'overview');

    await show(page, 'Cycles');
    await expect(families(page)).toBeVisible();
    await camera.take(page, 'cycles');
    await families(page).getByRole('button').first().click();
    await expect(page.getByRole('figure').first()).toBeVisible();
    await camera.take(page, 'family');

    await page.getByRole('button', { name: 'Draw one' }).click();
    await expect(page.getByRole('application')).toBeVisible();
    await page.getByRole('button', { name: /Show more referents/ }).click();
    await camera.take(page, 'graph');
    // The inspector lies over a drawing this small, until it is put away.
    await page.keyboard.press('ControlOrMeta+i');
    await page.setViewportSize({ width: 640, height: 400 });
    await page.keyboard.press('0');
    await camera.take(page, 'small');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press('ControlOrMeta+i');
    await page.getByRole('radio', { name: 'List', exact: true }).click();
    await expect(page.getByRole('application')).toHaveCount(0);
    await camera.take(page, 'graph-list');
    await page.getByRole('radio', { name: 'Drawing', exact: true }).click();

    await runCommand(page, 'Export the drawing…');
    await expect(page.getByRole('dialog')).toBeVisible();
    await camera.take(page, 'export');
    await page.keyboard.press('Escape');

    // The one DataFrame that something still holds.
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Search and commands' }).fill(TRUTH.heldFrame);
    await page.getByRole('option', { name: /^DataFrame 0x.*Held$/ }).click();
    await expect(page.getByRole('navigation', { name: /Path from a root/ })).toBeVisible();
    await camera.take(page, 'path');
    await runCommand(page, 'Bookmark the selected object');

    await show(page, 'Objects');
    await expect(page.getByRole('grid').first()).toBeVisible();
    await camera.take(page, 'objects');
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('DataFrame');
    await page.getByRole('option', { name: /^DataFrame ?pandas/ }).click();
    await expect(page.getByRole('row', { name: /20,000 × 5/ }).first()).toBeVisible();
    await camera.take(page, 'instances');

    await show(page, 'Dominators');
    await expect(page.getByRole('main').getByRole('grid').first()).toBeVisible();
    await camera.take(page, 'dominators');

    await show(page, 'Waste');
    await expect(page.getByRole('main').getByRole('progressbar')).toHaveCount(0);
    await camera.take(page, 'waste');

    await show(page, 'Threads');
    await expect(page.getByRole('region', { name: 'MainThread' })).toBeVisible();
    await camera.take(page, 'threads');

    await show(page, 'Bookmarks');
    await camera.take(page, 'bookmarks');

    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await camera.take(page, 'palette');
    await page.keyboard.press('Escape');
    await runCommand(page, 'Glossary');
    await camera.take(page, 'glossary');
    await page.keyboard.press('Escape');
    await runCommand(page, 'Keyboard shortcuts');
    await camera.take(page, 'shortcuts');
  });

  test(`timelines, ${look.name}`, async ({ startApp }) => {
    const camera = new Camera(look);
    const { before, after, later } = writeDumpFiles(folder);
    const dumpFiles = [before, after, later];
    for (const [id, files] of [
      ['timeline', [...dumpFiles, writeTimeline(folder)]],
      ['timeline-dumps', dumpFiles],
    ] as const) {
      if (!camera.wants(id)) continue;
      const { page } = await startApp({ files });
      await page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' });
      const tabs = page.getByRole('navigation', { name: 'Open dumps' });
      await expect(tabs.getByRole('button', { name: /^Close / })).toHaveCount(files.length);
      await tabs.getByRole('button', { name: 'later.ouro', exact: true }).click();
      await show(page, 'Timeline');
      await expect(page.getByRole('slider', { name: 'Memory over time' })).toBeVisible();
      await camera.take(page, id);
    }
  });

  test(`fleets and profiles, ${look.name}`, async ({ startApp }) => {
    const camera = new Camera(look);
    const { before, after, later, fixed } = writeDumpFiles(folder);
    const host = await startApp();
    const { page } = host;
    await page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' });
    if (camera.wants('fleet')) {
      await host.chooseMany([before, after, later, fixed, dumps.empty], () =>
        page.getByRole('button', { name: 'Many dumps…' }).click(),
      );
      await expect(page.getByRole('region', { name: '1 file not read' })).toBeVisible();
      await camera.take(page, 'fleet');
    }
    if (camera.wants('allocations')) {
      await host.drop(writeProfile(folder));
      await expect(page.getByRole('region', { name: 'Flame graph' })).toBeVisible();
      await camera.take(page, 'allocations');
    }
  });

  if (look.id === 'contrast') continue;

  test(`comparisons, ${look.name}`, async ({ startApp }) => {
    const camera = new Camera(look);
    const { before, after, later, fixed } = writeDumpFiles(folder);
    const compare = async (last: string, ...earlier: readonly string[]): Promise<Page> => {
      const { page } = await startApp({ files: [...earlier, last] });
      await page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' });
      const tabs = page.getByRole('navigation', { name: 'Open dumps' });
      await expect(tabs.getByRole('button', { name: /^Close / })).toHaveCount(earlier.length + 1);
      await tabs.getByRole('button', { name: path.basename(last), exact: true }).click();
      await show(page, 'Compare');
      return page;
    };
    const leak = await compare(later, before, after);
    await leak.getByRole('main').getByRole('button', { name: 'before.ouro' }).click();
    await leak.getByRole('combobox', { name: 'A dump in between' }).selectOption('after.ouro');
    await expect(leak.getByText(/grew in every step: 100/)).toBeVisible();
    await leak.getByRole('radio', { name: /^Types/ }).click();
    await expect(leak.getByRole('grid', { name: /^Types that changed/ })).toBeVisible();
    await camera.take(leak, 'compare');
    const fix = await compare(fixed, before);
    await expect(fix.getByText(/^The fix works/)).toBeVisible();
    await camera.take(fix, 'compare-fix');
  });

  test(`states, ${look.name}`, async ({ startApp }) => {
    const camera = new Camera(look);
    const opened = async (file: string) => {
      const host = await startApp({ files: [file] });
      await host.page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' });
      return host.page;
    };
    for (const [id, file] of [
      ['unsupported', dumps.unsupported],
      ['empty', dumps.empty],
      ['too-large', dumps.tooLarge],
    ] as const) {
      const page = await opened(file);
      await expect(failure(page)).toBeVisible();
      await camera.take(page, id);
    }
    const partial = await opened(dumps.partial);
    await expect(partial.getByRole('region', { name: 'Warnings about this dump' })).toBeVisible();
    await camera.take(partial, 'partial');

    const unknown = await opened(dumps.unknown);
    await expect(unknown.getByRole('region', { name: 'Verdicts' })).toBeVisible();
    await camera.take(unknown, 'unknown');

    const noCycles = await opened(dumps.noCycles);
    await expect(noCycles.getByText('No cycles hold memory')).toBeVisible();
    await camera.take(noCycles, 'no-cycles');

    const lost = await opened(EXAMPLE);
    await expect(headline(lost)).toBeVisible();
    await show(lost, 'Cycles');
    await lost.getByRole('searchbox').fill('NoSuchType');
    await expect(lost.getByText('No cycle family with “NoSuchType”')).toBeVisible();
    await camera.take(lost, 'nothing-found');
    await lost.workers()[0]?.evaluate(() => {
      setTimeout(() => {
        throw new Error('Out of memory');
      });
    });
    await expect(failure(lost)).toBeVisible();
    await camera.take(lost, 'engine-stopped');

    const loading = await opened(dumps.large);
    await expect(loading.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]\d/);
    await camera.take(loading, 'loading');
  });
}

test('every picture of the page was taken, and none is blank', () => {
  const pictures = SHOTS.flatMap((shot) => looksOf(shot).map(({ id }) => pictureOf(shot, id)));
  for (const picture of pictures) {
    const file = path.join(GALLERY_FOLDER, picture);
    expect(existsSync(file), picture).toBe(true);
    // A blank page packs into far less.
    expect(statSync(file).size, picture).toBeGreaterThan(4_000);
  }
});
