import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vitest would load graphql's ESM build while Apollo's CommonJS loads the other one:
  // two copies of GraphQLSchema, which refuse each other. One path for both.
  resolve: {
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-console.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A busy machine is slow, and not wrong.
    expect: { poll: { timeout: 20_000 } },
    // Vitest leaves one core free, which on two cores halves it.
    maxWorkers: '100%',
  },
});
