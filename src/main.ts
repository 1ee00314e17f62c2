import { once } from 'node:events';
import { parseConfig } from './config.ts';
import { explainFailure } from './explain-failure.ts';
import { misspeltVariables } from './misspelt-variables.ts';
import { createLogger } from './observability/logger.ts';
import { settingsInForce } from './settings-in-force.ts';
import { startSubgraph } from './start.ts';
import { createStopSignal } from './stop-signal.ts';

/** The process: configuration in, signals, listening, exit code. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLogger({ level: config.logLevel });
  for (const sentence of misspeltVariables(process.env)) log.warn(sentence);
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

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${explainFailure(error, process.env)}\n`);
    process.exit(1);
  },
);
