/**
 * The subgraph as a library: the same that `dbt-metadata-subgraph start` runs, inside a process of the caller's. Loading it
 * starts nothing, and reads no variable.
 *
 *     const config = parseConfig({ ...process.env, AUTH_MODE: 'none' });
 *     const subgraph = await startSubgraph(config, { log: createLogger({ level: config.logLevel }) });
 *     console.log(subgraph.url);
 *     await subgraph.stop();
 */

export { type Config, ConfigError, parseConfig } from './config.ts';
export { MappingFileError } from './mapping/open-mapping.ts';
export type { Log } from './observability/log.ts';
export { createLogger, type LoggerOptions } from './observability/logger.ts';
export { VERSION } from './observability/service.ts';
export { readSchema, type ServedSchema } from './read-schema.ts';
export { type RunningSubgraph, type StartOptions, startSubgraph } from './start.ts';
