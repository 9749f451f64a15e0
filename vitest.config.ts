import { defineConfig } from 'vitest/config';

/** Everything but the end-to-end specs, which Playwright runs (test/e2e). */
export default defineConfig({
  test: {
    include: ['test/{unit,formats,components,architecture}/**/*.test.{ts,tsx}'],
    environment: 'node',
    // A process for each worker and not for each file: nothing here changes what another test sees.
    isolate: false,
    maxWorkers: '100%',
    tags: [
      {
        name: 'slow',
        description: 'Takes a second or more alone; left out of `npm run test:quick`.',
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'electron/**/*.ts', 'renderer/**/*.{ts,tsx}'],
      reporter: ['text-summary', 'html', 'json-summary'],
    },
    setupFiles: ['test/support/same-cases.ts'],
    // Property tests and whole dumps take their time on a small machine that has other work, too; a
    // hang still ends.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    passWithNoTests: true,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
