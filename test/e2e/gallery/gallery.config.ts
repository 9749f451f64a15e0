import { defineConfig } from '@playwright/test';
import { chromiumOptions } from '../support/chromium.ts';
import type { HostKind } from '../support/fixtures.ts';

/** Takes the pictures of the gallery and of the guides: not a test of anything, so not among the specs. */
export default defineConfig<object, { hostKind: HostKind }>({
  testDir: '.',
  testMatch: /(gallery|guides)\.spec\.ts/,
  outputDir: '../../../test-results/gallery-failures',
  globalSetup: '../global-setup.ts',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    hostKind: 'browser',
    viewport: { width: 1280, height: 800 },
    actionTimeout: 20_000,
    launchOptions: chromiumOptions(),
  },
});
