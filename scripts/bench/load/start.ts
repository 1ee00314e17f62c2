import { fileURLToPath } from 'node:url';
import { startChild } from '../../support/process/child.ts';
import type { ApplyLoad } from './rounds.ts';
import type { LoadOutcome } from './serve-load.ts';

const PROGRAM = fileURLToPath(new URL('serve-load.ts', import.meta.url));

/** The load in a process of its own, on the core of this one. */
export function startLoad(): AsyncDisposable & { readonly applyLoad: ApplyLoad } {
  const child = startChild({ args: [PROGRAM], cwd: process.cwd(), env: { NODE_ENV: 'production' } });
  return {
    applyLoad: (load) => child.ask<LoadOutcome>('applyLoad', load),
    [Symbol.asyncDispose]: child.kill,
  };
}
