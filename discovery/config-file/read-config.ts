import { dirname, resolve } from 'node:path';
import { faultsOf, pushTokenFaults } from '../environment-faults.ts';
import type { DiscoveryServerOptions, EnvironmentOptions } from '../options.ts';
import { ConfigFileError, type Fault } from './fault.ts';
import { type ConfigFile, configFile } from './form.ts';
import { putIn, type Variables } from './variables.ts';
import { wordIssue } from './word-issue.ts';
import { type Place, readYaml } from './yaml-source.ts';

/**
 * Reads a configuration file; folders and files in it are meant from where it stands. Throws a ConfigFileError that
 * names all that is wrong, with lines.
 */
export function readConfig(file: string, text: string, variables: Variables): DiscoveryServerOptions {
  const source = readYaml(file, text);
  const form = configFile.safeParse(source.value, { reportInput: true });
  if (!form.success) {
    throw new ConfigFileError(
      file,
      form.error.issues.map((issue) => ({ line: source.lineOf(keyOf(issue)), message: wordIssue(issue) })),
    );
  }
  const faults: Fault[] = [];
  const add = (place: Place, message: string) => faults.push({ line: source.lineOf(place), message });
  const config = putIn(form.data, variables, (place, name) =>
    add(place, `the variable ${name} is not set: set it in the environment of this program`),
  );
  if (faults.length > 0) throw new ConfigFileError(file, faults);
  const options = toOptions(config, dirname(file), variables);
  check(options, add);
  if (faults.length > 0) throw new ConfigFileError(file, faults);
  return options;
}

/** Of an unknown field the line is that of the field. */
function keyOf(issue: { code: string; path: PropertyKey[]; keys?: string[] }): Place {
  const [key] = issue.code === 'unrecognized_keys' ? (issue.keys ?? []) : [];
  return key === undefined ? issue.path : [...issue.path, key];
}

function toOptions(config: ConfigFile, folder: string, variables: Variables): DiscoveryServerOptions {
  const tokens = (config.tokens ?? []).map((entry) =>
    typeof entry === 'string'
      ? { token: entry, permission: 'full' as const }
      : { token: entry.token, permission: entry.permission ?? ('full' as const) },
  );
  const token = config.token ?? (tokens.length === 0 ? variables.DISCOVERY_TOKEN : undefined);
  const pushToken = config.pushToken ?? (variables.DISCOVERY_PUSH_TOKEN || undefined);
  return {
    environments: config.environments.map((environment) => toEnvironment(environment, folder)),
    tokens,
    watch: config.watch ?? true,
    ...defined({
      token,
      pushToken,
      port: config.port,
      host: config.host,
      pollSeconds: config.poll,
      wait: config.wait,
      allowOtherProject: config.allowOtherProject,
      statePath: config.state === undefined ? undefined : fromFolder(folder, config.state),
    }),
  };
}

function toEnvironment(
  {
    id,
    name,
    type,
    project,
    source,
    headerFile,
    target,
    docsUrl,
    pushToken,
    notify,
  }: ConfigFile['environments'][number],
  folder: string,
): EnvironmentOptions {
  return {
    id,
    ...(type === undefined ? {} : KINDS[type]),
    ...defined({
      name,
      projectName: project?.name,
      projectId: project?.id,
      artifactsPath: source === undefined ? undefined : fromFolder(folder, source),
      headerFile: headerFile === undefined ? undefined : fromFolder(folder, headerFile),
      target,
      docsUrl,
      pushToken,
      notify,
    }),
  };
}

const KINDS = {
  production: { type: 'deployment', deploymentType: 'production' },
  staging: { type: 'deployment', deploymentType: 'staging' },
  general: { type: 'deployment', deploymentType: null },
  development: { type: 'development', deploymentType: null },
} as const;

function check(options: DiscoveryServerOptions, add: (place: Place, message: string) => void): void {
  const readingTokens = [options.token, ...(options.tokens ?? []).map(({ token }) => token)].filter(
    (token) => token !== undefined,
  );
  if (readingTokens.length === 0) {
    add(
      [],
      'there is no token that clients could send: set DISCOVERY_TOKEN, or name another variable as `token`',
    );
  }
  if (readingTokens.some((token) => !/^\S+$/.test(token))) add(['token'], 'a token must not hold blanks');
  const { pushToken } = options;
  if (pushToken !== undefined) {
    for (const message of pushTokenFaults(pushToken, readingTokens)) add(['pushToken'], message);
  }
  const ids = options.environments.map(({ id }) => id);
  for (const [index, environment] of options.environments.entries()) {
    const place = ['environments', index];
    if (ids.indexOf(environment.id) < index) {
      add([...place, 'id'], `environment ${environment.id} is given twice: each id may be given once`);
    }
    const around = { hasPushToken: pushToken !== undefined, readingTokens };
    for (const { field, message } of faultsOf(environment, around)) add([...place, field], message);
  }
}

/** Addresses and `:memory:` are no paths. */
function fromFolder(folder: string, written: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(written) || written === ':memory:'
    ? written
    : resolve(folder, written);
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without the fields that nobody gave. */
function defined<T extends object>(fields: T): Defined<T> {
  // Only fields with a value are left.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
