import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';
import { writeBadFiles } from '../support/bad-files.ts';
import { writeDumpFiles } from '../support/dump-pair.ts';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';
import { writeProfile } from '../support/profile-file.ts';
import { writeTimeline } from '../support/timeline-file.ts';

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

const LOOKS = [
  { name: 'light', colorScheme: 'light', contrast: 'no-preference' },
  { name: 'dark', colorScheme: 'dark', contrast: 'no-preference' },
  { name: 'light, high contrast', colorScheme: 'light', contrast: 'more' },
  { name: 'dark, high contrast', colorScheme: 'dark', contrast: 'more' },
] as const;

/** What axe-core objects to on the page as it is now: rule and element. */
async function violationsNow(page: Page, hasMoreContrast: boolean): Promise<string[]> {
  return page.evaluate(async (isEnhanced) => {
    const { violations: found } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // Neither is on by its tag alone: targets of 24 px, and text of 7 : 1.
      rules: {
        'target-size': { enabled: true },
        'color-contrast-enhanced': { enabled: isEnhanced },
      },
    });
    return found.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
    );
  }, hasMoreContrast);
}

/** What axe-core objects to in each look; the walk to what is looked at is done once. */
async function violations(page: Page, what: string): Promise<string[]> {
  await page.evaluate(AXE);
  const found: string[] = [];
  for (const { name, colorScheme, contrast } of LOOKS) {
    await page.emulateMedia({ colorScheme, contrast });
    // The page hears of it a moment later, and some of it fades.
    const root = page.locator('html');
    await expect(root).toHaveAttribute('data-theme', colorScheme);
    await expect(root).toHaveAttribute('data-contrast', contrast === 'more' ? 'more' : 'normal');
    await page.waitForFunction(() =>
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    );
    for (const violation of await violationsNow(page, contrast === 'more')) {
      found.push(`${what} (${name}): ${violation}`);
    }
  }
  return found;
}

test('no view has accessibility violations', async ({ startApp }) => {
  // Some twenty places, each in four looks.
  test.setTimeout(300_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-axe-'));
  const host = await startApp();
  const { page } = host;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const found: string[] = [];
  const scan = async (what: string) => void found.push(...(await violations(page, what)));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await scan('start screen');

  const dumps = writeDumpFiles(folder);
  await host.chooseMany([dumps.before, dumps.later, writeBadFiles(folder).noise], () =>
    page.getByRole('button', { name: 'Many dumps…' }).click(),
  );
  await expect(page.getByRole('region', { name: '1 file not read' })).toBeVisible();
  await page.getByRole('button', { name: 'Only these processes' }).first().click();
  await scan('fleet');
  await page.keyboard.press('Alt+w');
  await host.drop(writeProfile(folder));
  await expect(page.getByRole('region', { name: 'Flame graph' })).toBeVisible();
  await scan('allocations');
  await page.keyboard.press('Alt+w');

  await host.drop(writeBadFiles(folder).noise);
  await expect(page.getByRole('alert').getByRole('heading', { level: 1 })).toBeVisible();
  await scan('error screen');
  rmSync(folder, { recursive: true, force: true });

  await host.drop(SMALL_EXAMPLE);
  await expect(
    page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ }),
  ).toBeVisible();
  await scan('overview');

  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('button', { name: 'Objects' }).click();
  await expect(page.getByRole('grid').first()).toBeVisible();
  await scan('objects');
  const filter = page.getByRole('combobox', { name: 'Filter types' });
  await filter.fill('type ~ Data');
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await scan('filter with suggestions');
  await filter.fill('cuont > 5 and x');
  await expect(filter).toHaveAttribute('aria-invalid', 'true');
  await scan('filter that is wrong');
  await filter.fill('');
  for (const name of ['How to filter', 'Columns']) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await scan(name);
    await page.keyboard.press('Escape');
  }

  await views.getByRole('button', { name: 'Dominators' }).click();
  await expect(page.getByRole('listbox', { name: /^Treemap/ })).toBeVisible();
  await scan('dominators');

  await views.getByRole('button', { name: 'Waste' }).click();
  await page.getByRole('button', { name: /^Empty containers/ }).click();
  await page.getByRole('row', { name: /^Series\._item_cache/ }).click();
  await expect(page.getByRole('grid', { name: 'Its objects, 300' })).toBeVisible();
  await scan('waste');

  await page.keyboard.press('ControlOrMeta+,');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await scan('settings');
  await page.keyboard.press('Escape');

  await views.getByRole('button', { name: 'Threads' }).click();
  const main = page.getByRole('region', { name: 'MainThread' });
  await main
    .getByRole('button', { name: /variables?$/ })
    .first()
    .click();
  await expect(main.getByRole('tree').getByRole('treeitem').first()).toBeVisible();
  await scan('threads');
  await page.getByRole('radio', { name: /Tasks and generators/ }).click();
  await scan('what waits');

  await views.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { name: 'What changed since?' })).toBeVisible();
  await scan('compare, nothing chosen');

  await views.getByRole('button', { name: 'Cycles' }).click();
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
  await scan('cycles');
  await page.getByRole('list', { name: 'Cycle families' }).getByRole('button').first().click();
  await page.getByRole('list', { name: 'Exemplars' }).getByRole('button').first().click();
  await expect(page.getByRole('application')).toBeVisible();
  await scan('graph');

  await views.getByRole('button', { name: 'Bookmarks' }).click();
  await expect(page.getByText('No bookmarks in this dump')).toBeVisible();
  await scan('no bookmarks');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await page.getByRole('application').press('b');
  await page.getByRole('button', { name: 'Add a note' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('Look at this one.');
  await views.getByRole('button', { name: 'Bookmarks' }).click();
  await expect(page.getByRole('list', { name: 'Bookmarks' })).toContainText('Look at this one.');
  await scan('bookmarks');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('application')).toBeVisible();

  await page.getByRole('radio', { name: 'List', exact: true }).click();
  await scan('graph as a list');

  await page.getByRole('button', { name: 'Export options' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await scan('export dialog');
  await page.keyboard.press('Escape');

  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await scan('palette');

  await page.getByRole('option', { name: 'Glossary' }).click();
  await expect(page.getByRole('dialog', { name: 'Glossary' })).toBeVisible();
  await scan('glossary');
  await page.keyboard.press('Escape');

  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('option', { name: 'Take the tour' }).click();
  await expect(page.getByText('1 of 8')).toBeVisible();
  await scan('tour');
  expect(found).toEqual([]);
});

test('timelines have no accessibility violations', async ({ startApp }) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-axe-'));
  const { before, later } = writeDumpFiles(folder);
  const host = await startApp({ files: [before, later] });
  const { page } = host;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const found: string[] = [];
  const scan = async (what: string) => void found.push(...(await violations(page, what)));
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('button', { name: 'Timeline' }).click();
  await expect(page.getByRole('slider', { name: 'Memory over time' })).toBeVisible();
  await scan('dumps alone');
  await host.drop(writeTimeline(folder));
  await expect(page.getByRole('grid', { name: 'Functions, 3' })).toBeVisible();
  await page.getByRole('slider', { name: 'Memory over time' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('textbox', { name: 'Memory limit' }).fill('lots');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await scan('a timeline with dumps');
  rmSync(folder, { recursive: true, force: true });
  expect(found).toEqual([]);
});

test('comparing dumps has no accessibility violations', async ({ startApp }) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-axe-'));
  const dumps = writeDumpFiles(folder);
  const { page } = await startApp({ files: [dumps.before, dumps.later] });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const found: string[] = [];
  const scan = async (what: string) => void found.push(...(await violations(page, what)));
  const tabs = page.getByRole('navigation', { name: 'Open dumps' });
  await expect(tabs.getByRole('button', { name: /^Close / })).toHaveCount(2);
  // Only what is open can be compared with.
  for (const [file, sessions] of [
    ['before.ouro', '100 Sessions'],
    ['later.ouro', '420 Sessions'],
  ] as const) {
    await tabs.getByRole('button', { name: file, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(sessions);
  }
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Cycle families that changed' })).toBeVisible();
  await scan('families');
  await page.getByRole('radio', { name: /^Types/ }).click();
  await expect(page.getByRole('grid', { name: /^Types that changed/ })).toBeVisible();
  await scan('types');
  await page.getByRole('radio', { name: /^Objects/ }).click();
  await expect(page.getByRole('grid', { name: /^New objects/ })).toBeVisible();
  await scan('objects');
  rmSync(folder, { recursive: true, force: true });
  expect(found).toEqual([]);
});
