import type { Call } from './call.ts';
import { usage } from './flags.ts';
import { misspeltVariables } from './misspelt-variables.ts';
import { createDiscoveryServer } from './server.ts';
import { readSettings } from './settings.ts';

export { OPTIONS } from './flags.ts';

const REQUESTS_KEPT = 100;

/** Serves until a signal. What is wrong with the call, or ends the start, is printed, and the exit code is 1. */
export async function run(call: Call): Promise<void> {
  const typed = call.typed('discovery');
  try {
    await serve(call, typed);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\nSee ${typed} --help`);
    process.exitCode = 1;
  }
}

async function serve({ args, env }: Call, typed: string): Promise<void> {
  // A file of environments has variables of its own names.
  const misspelt = args.some((arg) => arg.startsWith('--config')) ? [] : misspeltVariables(env);
  for (const line of misspelt) console.error(line);
  const settings = readSettings(args, env);
  if (settings === 'help') {
    console.log(usage(typed));
    return;
  }
  const server = await createDiscoveryServer({
    ...settings,
    requestLogLimit: REQUESTS_KEPT,
    log: console.error,
  });
  let stopping = false;
  const stop = () => {
    // Signals come twice: npm passes on what the terminal has sent already.
    if (stopping) return;
    stopping = true;
    server.close().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(error.message);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Last: whoever waits for this line may send a signal right after it.
  console.log(`Discovery API at ${server.url}, Admin API at ${server.adminUrl}`);
}
