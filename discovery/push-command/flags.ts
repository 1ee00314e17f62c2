import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

export const OPTIONS = {
  environment: { type: 'string', default: '' },
  to: { type: 'string', default: '' },
  'token-file': { type: 'string' },
  attempts: { type: 'string', default: '5' },
  timeout: { type: 'string', default: '120' },
  help: { type: 'boolean', short: 'h', default: false },
} satisfies ParseArgsOptionsConfig;

/** `typed` is what the caller types before the flags. */
export const usage = (typed: string) => `Usage: ${typed} --environment ID --to URL [FOLDER or FILE ...]

Sends the artifacts of a dbt command to a running Discovery API of this project: manifest.json, catalog.json,
run_results*.json and sources*.json of the folder (default target). Run it after each dbt command;
what is known already is not taken twice. Its exit code is 0 when all is new or known.

  --environment ID   the environment that dbt ran for
  --to URL           where the program listens, as in http://host:4010
  --token-file FILE  a file with the push token (default: the variable DISCOVERY_PUSH_TOKEN)
  --attempts N       how often a push is sent that is not answered, or with 429 or 5xx (default 5)
  --timeout SECONDS  how long an attempt may take (default 120)
  --help             show this text`;

export interface Flags {
  environment: string;
  to: URL;
  tokenFile: string | null;
  paths: string[];
  attempts: number;
  timeoutMs: number;
}

/** Reads the command line; `'help'` when it asks for help. Throws one error that names all problems. */
export function parseFlags(args: readonly string[]): Flags | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: OPTIONS,
  });
  if (values.help) return 'help';
  const problems: string[] = [];
  if (!/^\d{1,15}$/.test(values.environment)) {
    problems.push(`--environment must be the number of an environment, not "${values.environment}"`);
  }
  const to = toBase(values.to);
  if (to === null) problems.push('--to must be an address like http://host:4010, without user or query');
  const attempts = toNumber('--attempts', values.attempts, problems);
  const timeoutMs = toNumber('--timeout', values.timeout, problems) * 1000;
  if (to === null || problems.length > 0) throw new Error(problems.join('\n'));
  const paths = positionals.length > 0 ? positionals : ['target'];
  return {
    environment: values.environment,
    to,
    tokenFile: values['token-file'] ?? null,
    paths,
    attempts,
    timeoutMs,
  };
}

function toNumber(flag: string, value: string, problems: string[]): number {
  if (!/^[1-9]\d{0,4}$/.test(value))
    problems.push(`${flag} must be a number from 1 to 99999, not "${value}"`);
  return Number(value);
}

/** An address that others can be built on. It may be printed, so it holds no secrets. */
function toBase(value: string): URL | null {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
