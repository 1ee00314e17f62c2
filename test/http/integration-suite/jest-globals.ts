import { vi, afterEach as vitestAfterEach, it as vitestIt } from 'vitest';

export { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

/**
 * What Apollo's suite imports from `@jest/globals`, made of Vitest's (`vitest.config.ts` leads it here): one runner instead of two, and
 * some 400 packages less to install.
 */

/** The suite makes functions and spies, which Vitest has under Jest's names. */
export const jest = vi;

/** Tests that cannot pass, each with its reason. */
const EXCLUDED: Readonly<Record<string, string>> = {
  'lockstep versioning of @apollo/server and @apollo/server-integration-testsuite':
    'the suite brings a copy of @apollo/server of its own version, and this project runs a newer patch release',
};

export const it = Object.assign(
  (title: string, run: () => Promise<void> | void) => {
    const reason = EXCLUDED[title];
    if (reason === undefined) return vitestIt(title, run);
    return vitestIt(title, (context) => context.skip(reason));
  },
  { each: vitestIt.each.bind(vitestIt), skip: vitestIt.skip.bind(vitestIt) },
);

/** A hook with a parameter is given a callback to say that it is done, as Jest does. */
export function afterEach(hook: (done: (error?: unknown) => void) => unknown): void {
  vitestAfterEach(() => {
    if (hook.length === 0) return hook(() => {}) as Promise<void> | undefined;
    return new Promise<void>((resolve, reject) => {
      hook((error) => (error === undefined ? resolve() : reject(error)));
    });
  });
}
