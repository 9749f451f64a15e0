import { defineConfig } from 'vitest/config';

/** Everything but the end-to-end specs, which Playwright runs (test/e2e). */
export default defineConfig({
  test: {
    include: ['test/{unit,formats,components,architecture}/**/*.test.{ts,tsx}'],
    environment: 'node',
    setupFiles: ['test/support/same-cases.ts'],
    // Property tests and whole dumps take their time on a small machine; a hang still ends.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
