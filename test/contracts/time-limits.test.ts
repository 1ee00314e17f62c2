import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const TESTS = join(import.meta.dirname, '..');

/** A limit in figures: an option, the last argument of a test or a hook, a signal. */
const LIMITS = [/\btimeout: \d/, /^\s*\}, \d[\d_]*\);$/m, /AbortSignal\.timeout\(\d/];

test('no test has a limit of time of its own: test/support/patience.ts has them all', () => {
  const limited = globSync('**/*.{ts,tsx}', { cwd: TESTS }).filter((file) => {
    const text = readFileSync(join(TESTS, file), 'utf8');
    return LIMITS.some((limit) => limit.test(text));
  });
  expect(limited).toEqual([]);
});
