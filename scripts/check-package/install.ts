import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

/** The least that `engines` asks for. */
const OLDEST_NODE = '22.19.0';
const NODE_TYPES = '@types/node@24.19.2';
const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** A folder with the package in it, and nothing of this repository. */
export interface Consumer {
  readonly folder: string;
  /** Programs: the oldest Node, then this one. */
  readonly nodes: readonly string[];
  /** Rejects with what the compiler says of a program that uses the library. */
  checkTypes(): Promise<void>;
}

const PROGRAM = `import {
  type Config, ConfigError, createLogger, type Log, MappingFileError, parseConfig, readSchema, type RunningSubgraph,
  startSubgraph, VERSION,
} from 'dbt-metadata-subgraph';
import type { DocumentNode } from 'graphql';

const config: Config = parseConfig({ AUTH_MODE: 'none', PORT: '0', STORE_URL: 'sqlite://:memory:', CACHE_URL: 'memory' });
const log: Log = createLogger({ level: config.logLevel });
const running: RunningSubgraph = await startSubgraph(config, { log });
const { sdl, typeDefs } = await readSchema();
const document: DocumentNode = typeDefs;
const problems: readonly string[] = new ConfigError([]).problems;
export const told = [VERSION, running.url, sdl, document.kind, problems.length, MappingFileError.name];
await running.stop();
`;

export async function install(archive: string, folder: string): Promise<Consumer> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  await writeFile(join(folder, 'program.ts'), PROGRAM);
  const oldest = `node-${process.platform}-${process.arch}`;
  const packages = [archive, NODE_TYPES, `${oldest}@${OLDEST_NODE}`];
  await runCommand('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], folder);
  return {
    folder,
    nodes: [join(folder, 'node_modules', oldest, 'bin/node'), process.execPath],
    async checkTypes() {
      const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
      await runCommand(process.execPath, [TSC, ...flags, 'program.ts'], folder);
    },
  };
}
