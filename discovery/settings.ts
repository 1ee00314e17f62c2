import { readFileSync } from 'node:fs';
import { readConfig } from './config-file/read-config.ts';
import type { Variables } from './config-file/variables.ts';
import { faultsOf, pushTokenFaults } from './environment-faults.ts';
import { DEFAULTS, type GivenFlags, readFlags } from './flags.ts';
import type { DiscoveryServerOptions } from './options.ts';

/**
 * What the program is told by its command line, its environment variables and its configuration file; `'help'` when it
 * is asked for help. Throws one error that names all that is wrong.
 */
export function readSettings(args: readonly string[], variables: Variables): DiscoveryServerOptions | 'help' {
  const problems: string[] = [];
  const flags = readFlags(args, problems);
  if (flags === 'help') return 'help';
  const { config, ...given } = flags;
  const settings =
    config === undefined
      ? fromFlags(given, variables, problems)
      : fromFile(config, given, variables, problems);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { ...DEFAULTS, ...settings };
}

type Given = Omit<GivenFlags, 'config'>;

function fromFlags(given: Given, variables: Variables, problems: string[]): DiscoveryServerOptions {
  const { environments } = given;
  const token = given.token ?? variables.DISCOVERY_TOKEN ?? '';
  const pushToken = given.pushToken ?? (variables.DISCOVERY_PUSH_TOKEN || undefined);
  if (!/^\S+$/.test(token)) problems.push('--token (or DISCOVERY_TOKEN) is needed and must not hold blanks');
  if (environments.length === 0) {
    problems.push('at least one --environment ID=SOURCE is needed, or a file of them as --config FILE');
  }
  const around = { hasPushToken: pushToken !== undefined, readingTokens: [token] };
  if (pushToken !== undefined) problems.push(...pushTokenFaults(pushToken, [token]));
  const known = environments.filter(({ id }) => !Number.isNaN(id));
  for (const environment of known) {
    problems.push(...faultsOf(environment, around).map(({ message }) => message));
  }
  if (new Set(known.map(({ id }) => id)).size < known.length) {
    problems.push('each environment id may be given once');
  }
  return { watch: false, ...given, token, ...(pushToken === undefined ? {} : { pushToken }) };
}

function fromFile(
  file: string,
  given: Given,
  variables: Variables,
  problems: string[],
): DiscoveryServerOptions {
  const { environments, ...others } = given;
  if (environments.length > 0 || given.token !== undefined || given.pushToken !== undefined) {
    problems.push('--environment, --token and --push-token go without --config: write them into the file');
  }
  return { ...read(file, variables), ...others };
}

function read(file: string, variables: Variables): DiscoveryServerOptions {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(
      `cannot read the configuration file ${file}: name one by a path from where this is started`,
      {
        cause,
      },
    );
  }
  return readConfig(file, text, variables);
}
