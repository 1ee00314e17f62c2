import { type Stack, type StackOptions, startStack } from '../../support/start-stack.ts';

/** A day after the runs of the demo's artifacts. */
export const NOW = Date.parse('2026-11-24T09:00:00Z');

/** The subgraph with its console over a Discovery server over the demo's artifacts, a day after their runs. */
export function startConsole(options: StackOptions = {}): Promise<Stack> {
  return startStack({ now: () => NOW, ...options, env: { CONSOLE: 'true', ...options.env } });
}
