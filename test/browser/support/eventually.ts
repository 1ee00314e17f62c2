import { expect } from 'vitest';
import { STEP_MS } from './tab.ts';

/** `expect` for what a page becomes: asks until it is so. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: STEP_MS, interval: 40 });
}
