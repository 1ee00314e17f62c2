import type { PushToken } from './arrivals/push/push-tokens.ts';
import { toStableId } from './artifacts/ids.ts';
import { toDocsBase } from './docs-url.ts';
import type { Permission, ServiceToken } from './http/auth.ts';

const DEFAULT_ACCOUNT_ID = 71;

export interface EnvironmentOptions {
  id: number;
  /** Where its artifacts are: a folder, `s3://bucket/prefix` or `https://…/`. Without one they are pushed. */
  artifactsPath?: string;
  /** A file of headers, one `Name: value` a line, for an address; read at each look, so that a token can be changed. */
  headerFile?: string;
  /** What dbt calls its target, as in `--target prod`; by default the one whose artifacts came first. */
  target?: string;
  /** Where its dbt docs are served: an http(s) address without a fragment. */
  docsUrl?: string;
  /** Opens pushes to this environment alone. */
  pushToken?: string;
  /** Who is told of new facts, as dbt tells of a job that completed. */
  notify?: NotifyOptions;
  /** By default named after `deploymentType`. */
  name?: string;
  accountId?: number;
  /** By default derived from the project's name, so that environments of one project share it. */
  projectId?: number;
  /** By default the manifest's own. */
  projectName?: string;
  type?: 'development' | 'deployment';
  deploymentType?: 'production' | 'staging' | null;
}

export interface NotifyOptions {
  url: string;
  secret: string;
}

interface TokenOptions {
  token: string;
  accountId?: number;
  permission: Permission;
}

export interface DiscoveryServerOptions {
  environments: readonly EnvironmentOptions[];
  tokens?: readonly TokenOptions[];
  /** Shorthand for one token with all permissions. */
  token?: string;
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  /** PEM texts; with them the server speaks TLS only. */
  https?: { key: string | Buffer; cert: string | Buffer };
  /** Serve ids as text. */
  bigIntAsString?: boolean;
  /**
   * Show `lastRunStatus: "success"` for a test that was compiled after its last execution, as the platform has been seen to do.
   * Off by default: a compilation is no execution, and would hide the failure counts of the run before it.
   */
  compiledTestsReadSuccess?: boolean;
  /** Look at folders again: when their files change, and by time. What is not a folder is always looked at again. */
  watch?: boolean;
  /** Seconds between two looks at a source (default 30). */
  pollSeconds?: number;
  /** Start without the artifacts of a source that cannot be read yet, and go on looking. */
  wait?: boolean;
  /** The SQLite file that remembers what artifacts said (default `:memory:`). */
  statePath?: string;
  /** Opens pushes to every environment. */
  pushToken?: string;
  /** Take artifacts of another project than the one that is known. */
  allowOtherProject?: boolean;
  /** How many requests the log keeps. */
  requestLogLimit?: number;
  clock?: () => Date;
  /** Receives one line per value that cannot be read, at start too, per reload of a watched folder and per failed one. */
  log?: (line: string) => void;
}

export interface ResolvedEnvironment {
  id: number;
  /** Null where artifacts are only pushed. */
  artifactsPath: string | null;
  headerFile: string | null;
  target: string | null;
  /** Such that `#!/model/…` can be put behind it. */
  docsUrl: string | null;
  pushToken: string | null;
  notify: NotifyOptions | null;
  accountId: number;
  name: string;
  projectId: number | null;
  projectName: string | null;
  kind: { type: 'development' | 'deployment'; deploymentType: 'production' | 'staging' | null };
}

export function resolveTokens(options: DiscoveryServerOptions): ServiceToken[] {
  const shorthand: TokenOptions[] =
    options.token === undefined ? [] : [{ token: options.token, permission: 'full' }];
  const all = [...shorthand, ...(options.tokens ?? [])];
  return all.map(({ token, permission, accountId = DEFAULT_ACCOUNT_ID }) => ({
    token,
    permission,
    accountId,
  }));
}

export function resolvePushTokens(options: DiscoveryServerOptions): PushToken[] {
  const ofAll = options.pushToken === undefined ? [] : [{ token: options.pushToken, environmentId: null }];
  const ofOne = options.environments.flatMap(({ id, pushToken }) =>
    pushToken === undefined ? [] : [{ token: pushToken, environmentId: id }],
  );
  return [...ofAll, ...ofOne];
}

export function resolveEnvironment(options: EnvironmentOptions): ResolvedEnvironment {
  const type = options.type ?? 'deployment';
  const fallback = type === 'deployment' ? 'production' : null;
  const deploymentType = options.deploymentType === undefined ? fallback : options.deploymentType;
  const defaultName = type === 'development' ? 'Development' : (deploymentType ?? 'general');
  return {
    id: options.id,
    artifactsPath: options.artifactsPath ?? null,
    headerFile: options.headerFile ?? null,
    target: options.target ?? null,
    docsUrl: options.docsUrl === undefined ? null : toDocsBase(options.docsUrl),
    pushToken: options.pushToken ?? null,
    notify: options.notify ?? null,
    accountId: options.accountId ?? DEFAULT_ACCOUNT_ID,
    name: options.name ?? `${defaultName.charAt(0).toUpperCase()}${defaultName.slice(1)}`,
    projectId: options.projectId ?? null,
    projectName: options.projectName ?? null,
    kind: { type, deploymentType },
  };
}

/** Small enough to be read aloud, stable between starts. */
export function projectIdOf(projectName: string): number {
  return toStableId(projectName) % 1_000_000;
}
