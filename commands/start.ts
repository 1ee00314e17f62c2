import type { Call } from './program.ts';

export const OPTIONS = { help: { type: 'boolean', short: 'h' } } as const;

/** Serves the subgraph until a signal. */
export async function run({ args, typed }: Call): Promise<void> {
  if (args.length > 0) {
    process.stdout.write(usage(typed()));
    return;
  }
  await import('../src/main.ts');
}

const usage = (typed: string) => `Usage: ${typed}

Serves the subgraph at http://127.0.0.1:4001/graphql. Its settings are environment variables, which docs/configuration.md lists;
all of them are checked at start, and every problem is named at once. To try it on this machine:

  AUTH_MODE=none ${typed}

npx keeps signals to itself: a supervisor starts node_modules/.bin/dbt-metadata-subgraph.
`;
