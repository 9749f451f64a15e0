import { defineConfig } from 'vitest/config';

/** What people install: minutes on a slow network, and so in no run but the whole one. */
export default defineConfig({
  test: {
    include: ['test/packages/**/*.test.ts'],
    environment: 'node',
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
