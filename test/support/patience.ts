/**
 * The only limits of time that tests have. Both are a last resort against what will never come: a machine with a load of twenty is slow,
 * and not wrong.
 */

/** How long one thing is waited for. */
export const PATIENT_MS = 120_000;

/** For `vi.waitFor`, which would give up after a second; `expect.poll` knows it from `vitest.config.ts`. */
export const PATIENT = { timeout: PATIENT_MS };

/** How long a test or a hook may take. */
export const TEST_MS = 900_000;
