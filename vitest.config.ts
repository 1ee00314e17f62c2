import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { PATIENT, TEST_MS } from './test/support/patience.ts';

export default defineConfig({
  // Vitest would load graphql's ESM build while Apollo's CommonJS loads the other one:
  // two copies of GraphQLSchema, which refuse each other. One path for both.
  resolve: {
    alias: [
      { find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') },
      // Apollo's integration suite is written for Jest.
      {
        find: '@jest/globals',
        replacement: fileURLToPath(new URL('test/http/integration-suite/jest-globals.ts', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    server: { deps: { inline: ['@apollo/server-integration-testsuite'] } },
    globalSetup: ['test/support/build-console.ts'],
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    expect: { poll: PATIENT },
    // Vitest leaves one core free, which on two cores halves it.
    maxWorkers: '100%',
  },
});
