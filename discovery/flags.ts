import { parseArgs } from 'node:util';
import type { EnvironmentOptions } from './options.ts';

export const USAGE = `Usage: npm run discovery -- --token T --environment ID=FOLDER [--environment ID=FOLDER ...]

  --environment ID=FOLDER  serve a folder of dbt artifacts as this environment; may be repeated
  --token T                the service token that clients must send (or set DISCOVERY_TOKEN)
  --port N                 port to listen on, 0 for any free one (default 4010)
  --host H                 address to listen on (default 127.0.0.1)
  --watch                  read a folder again when its files change
  --help                   show this text`;

const DEFAULT_PORT = 4010;

export interface Flags {
  environments: EnvironmentOptions[];
  token: string;
  port: number;
  host: string;
  watch: boolean;
}

/** Reads the command line; `'help'` when it asks for help. Throws one error that names all problems. */
export function parseFlags(
  args: readonly string[],
  tokenFromEnvironment: string | undefined,
): Flags | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      environment: { type: 'string', multiple: true, default: [] },
      token: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      watch: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const problems: string[] = [];
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!/^\d*$/.test(values.port ?? '') || values.port === '' || port > 65_535) {
    problems.push(`--port must be a number from 0 to 65535, not "${values.port}"`);
  }
  const token = values.token ?? tokenFromEnvironment ?? '';
  if (!/^\S+$/.test(token)) problems.push('--token (or DISCOVERY_TOKEN) is needed and must not hold blanks');
  if (values.environment.length === 0) problems.push('at least one --environment ID=FOLDER is needed');
  const environments = values.environment.map((value) => toEnvironment(value, problems));
  const ids = environments.map(({ id }) => id);
  if (new Set(ids).size < ids.length) problems.push('each environment id may be given once');
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { environments, token, port, host: values.host, watch: values.watch };
}

function toEnvironment(value: string, problems: string[]): EnvironmentOptions {
  const [, id, artifactsPath] = /^(\d{1,15})=(.+)$/.exec(value) ?? [];
  if (id === undefined || artifactsPath === undefined) {
    problems.push(`--environment must look like 834=path/to/artifacts, not "${value}"`);
  }
  return { id: Number(id), artifactsPath: artifactsPath ?? '' };
}
