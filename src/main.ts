import { once } from 'node:events';
import { parseConfig } from './config.ts';
import { createLogger } from './observability/logger.ts';
import { settingsInForce } from './settings-in-force.ts';
import { startSubgraph } from './start.ts';
import { createStopSignal } from './stop-signal.ts';

/** The process: configuration in, signals, listening, exit code. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLogger({ level: config.logLevel });
  // First of all: a signal may come while the store is waited for.
  const stopSignal = createStopSignal(log, config.http.drainMs);
  try {
    const subgraph = await startSubgraph(config, { log, signal: stopSignal });
    const settings = settingsInForce(config);
    const { url, metricsUrl } = subgraph;
    log.info({ url: `${url}/graphql`, metricsUrl, settings }, 'the dbt subgraph is listening');
    if (!stopSignal.aborted) await once(stopSignal, 'abort');
    await subgraph.stop();
  } catch (error) {
    // The start was given up, and what had been opened is closed.
    if (!stopSignal.aborted || error !== stopSignal.reason) throw error;
  }
}

/** Failures that an operator can mend: their message says how, and a stack would only hide it. */
const FOR_THE_OPERATOR = new Set([
  'ConfigError',
  'KeyFileError',
  'MappingFileError',
  'StoreError',
  'StoreLockedError',
  'StoreTooNewError',
]);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return 'Something else listens on the configured HOST and PORT, or METRICS_PORT, already. Stop it, or set PORT and METRICS_PORT to free ports.';
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
