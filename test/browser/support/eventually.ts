import { expect } from 'vitest';

/** `expect` for what a page becomes: asks until it is so. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { interval: 40 });
}
