import { ConfigError, parseConfig } from './config.ts';
import { createLogger } from './observability/logger.ts';
import { startSubgraph } from './start.ts';

/** The process: configuration in, listening, signals, exit code. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLogger({ level: config.logLevel });
  const subgraph = await startSubgraph(config, { log });
  log.info({ url: `${subgraph.url}/graphql`, authMode: config.auth.mode }, 'the dbt subgraph is listening');

  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping: requests in flight may finish');
    subgraph.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  // Configuration errors are written for the operator; anything else keeps its stack.
  const text =
    error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
