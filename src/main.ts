import { parseConfig } from './config.ts';
import { createLogger } from './observability/logger.ts';
import { startSubgraph } from './start.ts';

/** The process: configuration in, listening, signals, exit code. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLogger({ level: config.logLevel });
  const subgraph = await startSubgraph(config, { log });
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    // Signals come twice: npm passes on what the terminal has sent already. Stopping takes ten seconds at most as it is.
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping: requests in flight may finish');
    subgraph.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Last: whoever waits for this line may send a signal right after it.
  log.info({ url: `${subgraph.url}/graphql`, authMode: config.auth.mode }, 'the dbt subgraph is listening');
}

/** Failures that an operator can mend: their message says how, and a stack would only hide it. */
const FOR_THE_OPERATOR = new Set([
  'ConfigError',
  'KeyFileError',
  'StoreError',
  'StoreLockedError',
  'StoreTooNewError',
]);

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return 'Something else listens on the configured HOST and PORT already. Stop it, or set PORT to a free port.';
  }
  if ('code' in error && error.code === 'EADDRNOTAVAIL') {
    return 'HOST is no address of this machine. Set it to one, e.g. 127.0.0.1 or 0.0.0.0.';
  }
  if (!FOR_THE_OPERATOR.has(error.name)) return error.stack ?? error.message;
  const { cause } = error;
  // Of the cause only its code: a database's message may repeat the connection string.
  const code =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  if (error.name !== 'StoreError') return error.message;
  return `${error.message}${code === null ? '' : ` (${code})`} Check STORE_URL, and that the database is there.`;
}
