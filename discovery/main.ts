import { USAGE } from './flags.ts';
import { createDiscoveryServer } from './server.ts';
import { readSettings } from './settings.ts';

const REQUESTS_KEPT = 100;

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === 'help') {
    console.log(USAGE);
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

main().catch((error: Error) => {
  console.error(`${error.message}\n\nSee npm run discovery -- --help`);
  process.exitCode = 1;
});
