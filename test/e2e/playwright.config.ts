import { defineConfig } from '@playwright/test';
import { chromiumOptions } from './support/chromium.ts';
import type { HostKind } from './support/fixtures.ts';

const CLI_SPECS = /cli\.spec\.ts/;
/** Only the stand-in shows what main does. */
const DESKTOP_SPECS = /desktop\.spec\.ts/;
/** Only a real Electron does: see electron.config.ts. */
const ELECTRON_SPECS = /electron\.spec\.ts/;
/** What is the same page everywhere, or needs what only a browser has: an address bar, a worker. */
const BROWSER_SPECS = /browser\.spec\.ts/;
/**
 * What differs between hosts: opening and saving files, what is kept for the next start, and the
 * story. Single specs of other files are tagged. The rest is about the page, which is the same
 * everywhere, and runs in the browser alone unless all specs are wanted.
 */
const EVERY_HOST = /(?:desktop|story|opening|navigation|marks|states)\.spec\.ts|@every-host/;
/** Pictures of every view, to be looked at; what is cut off, layout.browser.spec.ts finds. */
const PICTURES = /screenshots\.spec\.ts/;
/** Every command of every guide, dumps of small programs among them: a minute. */
const GUIDES = /guides\.cli\.spec\.ts/;
const isPageOnce = process.env.OUROBOROS_SPECS !== 'all';

const project = (hostKind: HostKind) => ({
  name: hostKind,
  ...(isPageOnce && hostKind !== 'browser' ? { grep: EVERY_HOST } : {}),
  testIgnore: [
    CLI_SPECS,
    ...(isPageOnce ? [PICTURES] : []),
    ELECTRON_SPECS,
    ...(hostKind === 'desktop' ? [] : [DESKTOP_SPECS]),
    ...(hostKind === 'browser' ? [] : [BROWSER_SPECS]),
  ],
  use: { hostKind },
});

/** Specs for every host: see README.md. */
export default defineConfig<object, { hostKind: HostKind }>({
  testDir: './specs',
  globalSetup: './global-setup.ts',
  outputDir: '../../test-results/e2e',
  fullyParallel: true,
  workers: 2,
  // A browser on a busy machine: two more tries, and the run names what needed them.
  retries: process.env.CI ? 2 : 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: '../../test-results/e2e.json' }]],
  use: {
    viewport: { width: 1280, height: 800 },
    actionTimeout: 15_000,
    launchOptions: chromiumOptions(),
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'cli', testMatch: CLI_SPECS, testIgnore: isPageOnce ? [GUIDES] : [] },
    project('browser'),
    project('desktop'),
  ],
});
