import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { parsePushTokens } from './arrivals/push/push-tokens.ts';
import type { EnvironmentOptions } from './options.ts';

export const DEFAULTS = {
  port: 4010,
  host: '127.0.0.1',
  pollSeconds: 30,
  statePath: 'data/discovery.sqlite',
} as const;

export const OPTIONS = {
  config: { type: 'string' },
  environment: { type: 'string', multiple: true, default: [] },
  'header-file': { type: 'string', multiple: true, default: [] },
  target: { type: 'string', multiple: true, default: [] },
  'docs-url': { type: 'string', multiple: true, default: [] },
  token: { type: 'string' },
  'push-token': { type: 'string', multiple: true, default: [] },
  port: { type: 'string' },
  host: { type: 'string' },
  state: { type: 'string' },
  poll: { type: 'string' },
  watch: { type: 'boolean', default: false },
  wait: { type: 'boolean', default: false },
  'allow-other-project': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} satisfies ParseArgsOptionsConfig;

/** `typed` is what the caller types before the flags. */
export const usage = (
  typed: string,
) => `Usage: ${typed} --token T --environment ID=SOURCE [--environment ID=SOURCE ...]
       ${typed} --config discovery.yaml

  --environment ID=SOURCE  serve the dbt artifacts of a source as this environment; may be repeated. SOURCE is
                           a folder, s3://bucket/prefix (credentials, region and AWS_ENDPOINT_URL_S3 as AWS's
                           own tools find them) or https://host/path/; ID alone is one that is pushed to
  --header-file ID=FILE    headers for an https source, one "Name: value" a line; read at each look
  --target ID=NAME         what dbt calls the target of an environment, as in dbt --target NAME; artifacts of
                           others are kept out. Without it the target that came first counts
  --docs-url ID=URL        where the dbt docs of an environment are served, as in https://host/docs/
  --token T                the service token that clients must send (or set DISCOVERY_TOKEN)
  --push-token T           the token that opens pushes (or set DISCOVERY_PUSH_TOKEN); ID=T opens them to one
                           environment alone; may be repeated for several
  --config FILE            a file for many environments, in place of the flags above; the flags below
                           go before what it says. Its form: schema/discovery-config.schema.json
  --port N                 port to listen on, 0 for any free one (default ${DEFAULTS.port})
  --host H                 address to listen on (default ${DEFAULTS.host})
  --state FILE             the SQLite file that remembers what artifacts said (default ${DEFAULTS.statePath}),
                           or :memory: to forget it all at the end
  --watch                  look at folders again: when their files change, and every --poll seconds
  --poll SECONDS           time between two looks at a source (default ${DEFAULTS.pollSeconds}); after failures it grows
  --wait                   start though a source cannot be read or holds no manifest yet. Without it that is
                           an error, unless something is remembered of the environment
  --allow-other-project    take artifacts of another dbt project than the one that is known
  --help                   show this text`;

/** What the command line says; what it does not say is absent. */
export interface GivenFlags {
  config?: string;
  environments: EnvironmentOptions[];
  token?: string;
  pushToken?: string;
  port?: number;
  host?: string;
  statePath?: string;
  pollSeconds?: number;
  watch?: true;
  wait?: true;
  allowOtherProject?: true;
}

/** Reads the command line; `'help'` when it asks for help. Adds what is wrong to `problems`. */
export function readFlags(args: readonly string[], problems: string[]): GivenFlags | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: OPTIONS,
  });
  if (values.help) return 'help';
  const port = numberOf('--port', values.port, 0, 65_535, problems);
  const pollSeconds = numberOf('--poll', values.poll, 1, 86_400, problems);
  if (values.state === '') problems.push('--state must name a file, or be :memory:');
  const environments = values.environment.map((value) => toEnvironment(value, problems));
  for (const { flag, field, example } of FLAGS_OF_ONE) {
    for (const value of values[flag]) {
      const [, id, text] = OF_ONE.exec(value) ?? [];
      const environment = environments.find((candidate) => candidate.id === Number(id));
      if (text === undefined) problems.push(`--${flag} must look like 834=${example}, not "${value}"`);
      else if (environment === undefined)
        problems.push(`--${flag} ${id}=…: no --environment has the id ${id}`);
      else environment[field] = text;
    }
  }
  const { tokens } = parsePushTokens(values['push-token'], []);
  const [pushToken, ...others] = tokens.filter(({ environmentId }) => environmentId === null);
  if (others.length > 0)
    problems.push('--push-token T may be given once, and ID=T once for each environment');
  for (const { environmentId, token } of tokens) {
    if (environmentId === null) continue;
    const environment = environments.find(({ id }) => id === environmentId);
    if (environment === undefined) {
      problems.push(`--push-token ${environmentId}=…: no --environment has the id ${environmentId}`);
    } else environment.pushToken = token;
  }
  return {
    environments,
    ...(values.config === undefined ? {} : { config: values.config }),
    ...(values.token === undefined ? {} : { token: values.token }),
    ...(pushToken === undefined ? {} : { pushToken: pushToken.token }),
    ...(port === null ? {} : { port }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.state === undefined ? {} : { statePath: values.state }),
    ...(pollSeconds === null ? {} : { pollSeconds }),
    ...(values.watch ? { watch: true } : {}),
    ...(values.wait ? { wait: true } : {}),
    ...(values['allow-other-project'] ? { allowOtherProject: true } : {}),
  };
}

const OF_ONE = /^(\d{1,15})=(.+)$/;

/** Flags that say one thing of one environment. */
const FLAGS_OF_ONE = [
  { flag: 'header-file', field: 'headerFile', example: 'path/to/headers' },
  { flag: 'target', field: 'target', example: 'prod' },
  { flag: 'docs-url', field: 'docsUrl', example: 'https://host/docs/' },
] as const;

function toEnvironment(value: string, problems: string[]): EnvironmentOptions {
  if (/^\d{1,15}$/.test(value)) return { id: Number(value) };
  const [, id, artifactsPath] = OF_ONE.exec(value) ?? [];
  if (id === undefined || artifactsPath === undefined) {
    problems.push(`--environment must look like 834=path/to/artifacts, not "${value}"`);
    return { id: Number.NaN };
  }
  return { id: Number(id), artifactsPath };
}

function numberOf(
  flag: string,
  value: string | undefined,
  least: number,
  most: number,
  problems: string[],
): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  problems.push(`${flag} must be a number from ${least} to ${most}, not "${value}"`);
  return null;
}
