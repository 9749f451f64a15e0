import { defineConfig } from '@playwright/test';
import { chromiumOptions } from './support/chromium.ts';
import type { HostKind } from './support/fixtures.ts';

/** Of files that are mostly about the page: the clipboard, the open dialog, a drop. */
const EVERY_HOST = /@every-host|opens a dump by dialog|a dropped dump opens/;

/**
 * The specs about the host, in a real Electron: `npm run test:electron`. What is the same page in
 * every host is tested in a browser only (playwright.config.ts).
 */
export default defineConfig<object, { hostKind: HostKind }>({
  testDir: './specs',
  outputDir: '../../test-results/electron',
  globalSetup: './global-setup.ts',
  fullyParallel: true,
  workers: 2,
  retries: process.env.CI ? 2 : 0,
  // Of the processor's time for the example, the main process with its engine takes 5 s and painting
  // 0.9 s: the answer is there after 4 s alone, and after 20 s on a machine that has other work.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: '../../test-results/electron.json' }]],
  use: {
    actionTimeout: 60_000,
    screenshot: 'only-on-failure',
    hostKind: 'electron',
    launchOptions: chromiumOptions(),
  },
  projects: [
    { name: 'electron', testMatch: /\/(electron|desktop|story)\.spec\.ts$/ },
    { name: 'every host', testMatch: /\/(picture|opening)\.spec\.ts$/, grep: EVERY_HOST },
  ],
});
