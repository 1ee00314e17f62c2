import { toStableId } from './artifacts/ids.ts';
import type { Permission, ServiceToken } from './http/auth.ts';

const DEFAULT_ACCOUNT_ID = 71;

export interface EnvironmentOptions {
  id: number;
  /** A folder of dbt artifacts. */
  artifactsPath: string;
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
  /** Read the artifacts again when files in their folders change. */
  watch?: boolean;
  /** How many requests the log keeps. */
  requestLogLimit?: number;
  clock?: () => Date;
  /** Receives one line per value that cannot be read, at start too, per reload of a watched folder and per failed one. */
  log?: (line: string) => void;
}

export interface ResolvedEnvironment {
  id: number;
  artifactsPath: string;
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

export function resolveEnvironment(options: EnvironmentOptions): ResolvedEnvironment {
  const type = options.type ?? 'deployment';
  const fallback = type === 'deployment' ? 'production' : null;
  const deploymentType = options.deploymentType === undefined ? fallback : options.deploymentType;
  const defaultName = type === 'development' ? 'Development' : (deploymentType ?? 'general');
  return {
    id: options.id,
    artifactsPath: options.artifactsPath,
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
