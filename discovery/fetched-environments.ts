import { type Fetching, startFetching } from './arrivals/fetching.ts';
import type { FetchStatus } from './arrivals/poll.ts';
import type { ArtifactMemory } from './memory/memory.ts';
import type { ResolvedEnvironment } from './options.ts';

export interface FetchedEnvironments {
  /** Null where artifacts are only pushed. */
  status(environmentId: number): FetchStatus | null;
  /** From now on the environment is fetched from another place. */
  move(environmentId: number, artifactsPath: string): Promise<void>;
  close(): Promise<void>;
}

export interface FetchOptions {
  readonly memory: ArtifactMemory;
  readonly watch: boolean;
  readonly pollSeconds: number;
  readonly wait: boolean;
  readonly log: (line: string) => void;
  readonly onFailure: (environmentId: number) => void;
}

/** Fetches each environment that has a source, by itself. Rejects when one of them cannot be served. */
export async function fetchEnvironments(
  environments: readonly ResolvedEnvironment[],
  options: FetchOptions,
): Promise<FetchedEnvironments> {
  const byId = new Map(environments.map((environment) => [environment.id, environment]));
  const running = new Map<number, Fetching>();
  const start = async ({ id, artifactsPath, headerFile }: ResolvedEnvironment) => {
    if (artifactsPath === null) return;
    running.set(id, await startFetching({ ...options, environments: [{ id, artifactsPath, headerFile }] }));
  };
  const close = async () => {
    await Promise.all([...running.values()].map((fetching) => fetching.close()));
  };
  try {
    for (const environment of environments) await start(environment);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    status: (id) => running.get(id)?.status(id) ?? null,
    async move(id, artifactsPath) {
      const environment = byId.get(id);
      if (environment === undefined) return;
      await running.get(id)?.close();
      await start({ ...environment, artifactsPath });
    },
    close,
  };
}
