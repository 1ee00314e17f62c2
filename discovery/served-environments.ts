import { type Fetching, startFetching } from './arrivals/fetching.ts';
import { readFolder } from './arrivals/folder.ts';
import type { FetchStatus } from './arrivals/poll.ts';
import type { Arrival, ArtifactMemory, Verdict } from './memory/memory.ts';
import type { ResolvedEnvironment } from './options.ts';
import type { EnvironmentState } from './state/environment-state.ts';

export interface ServedEnvironment {
  readonly options: ResolvedEnvironment;
  /** Null until a manifest has arrived. */
  readonly state: EnvironmentState | null;
  /** Null where artifacts are only pushed. */
  readonly source: FetchStatus | null;
}

export interface ServedEnvironments {
  find(id: string): EnvironmentState | undefined;
  list(): readonly ServedEnvironment[];
  /** Reads one environment's folder again, or another folder, in the place of all that was known; on failure nothing changes. */
  replace(id: number, folder?: string): Promise<void>;
  close(): Promise<void>;
}

export interface ServedEnvironmentsOptions {
  readonly memory: ArtifactMemory;
  readonly environments: readonly ResolvedEnvironment[];
  readonly watch: boolean;
  readonly pollSeconds: number;
  readonly wait: boolean;
  readonly log: (line: string) => void;
  readonly onFailure: (environmentId: number) => void;
}

/** Joins what is remembered with the places that artifacts are fetched from. Rejects when one of them cannot be served. */
export async function serveEnvironments(options: ServedEnvironmentsOptions): Promise<ServedEnvironments> {
  const { memory } = options;
  const environments = new Map(options.environments.map((environment) => [environment.id, environment]));
  const fetching = new Map<number, Fetching>();
  const start = async ({ id, artifactsPath, headerFile }: ResolvedEnvironment) => {
    if (artifactsPath === null) return;
    const { watch, pollSeconds, wait, log, onFailure } = options;
    const fetched = [{ id, artifactsPath, headerFile }];
    fetching.set(
      id,
      await startFetching({ memory, environments: fetched, watch, pollSeconds, wait, log, onFailure }),
    );
  };
  const close = async () => {
    await Promise.all([...fetching.values()].map((one) => one.close()));
  };
  try {
    for (const environment of environments.values()) await start(environment);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    find: (id) => (/^\d{1,15}$/.test(id) ? (memory.state(Number(id)) ?? undefined) : undefined),
    list: () =>
      [...environments.values()].map((environment) => ({
        options: environment,
        state: memory.state(environment.id),
        source: fetching.get(environment.id)?.status(environment.id) ?? null,
      })),
    async replace(id, folder) {
      const environment = environments.get(id);
      if (environment === undefined) throw new Error(`There is no environment ${id}`);
      const artifactsPath = folder ?? environment.artifactsPath;
      if (artifactsPath === null) return;
      const arrivals = await named(id, readFolder(artifactsPath));
      check(id, artifactsPath, arrivals, await memory.replace(id, arrivals));
      if (artifactsPath === environment.artifactsPath) return;
      const moved = { ...environment, artifactsPath };
      environments.set(id, moved);
      await fetching.get(id)?.close();
      await start(moved);
    },
    close,
  };
}

async function named<T>(id: number, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Environment ${id}: ${reason}`, { cause });
  }
}

function check(id: number, folder: string, arrivals: readonly Arrival[], verdicts: readonly Verdict[]): void {
  const refused = verdicts.find((verdict) => verdict.outcome === 'refused');
  if (refused !== undefined) throw new Error(`Environment ${id}: ${refused.reason}`);
  if (!arrivals.some(({ kind }) => kind === 'manifest')) {
    throw new Error(`Environment ${id}: no manifest.json (or manifest.json.gz) in ${folder}`);
  }
}
