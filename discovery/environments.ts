import { readFolder } from './arrivals/folder.ts';
import { parseLocation } from './arrivals/location.ts';
import { findFault } from './memory/faults.ts';
import type { ArtifactMemory } from './memory/memory.ts';
import { emptyState } from './memory/to-state.ts';
import type { ResolvedEnvironment } from './options.ts';
import type { EnvironmentState } from './state/environment-state.ts';

interface LoadedEnvironment {
  options: ResolvedEnvironment;
  /** Without nodes until a manifest is known. */
  state: EnvironmentState;
}

export interface Environments {
  find(id: string): EnvironmentState | undefined;
  list(): LoadedEnvironment[];
  /** Reads one environment's folder again and adds what it says. Sources of another kind are looked at elsewhere. */
  load(id: number): Promise<void>;
  /** Takes another folder in the place of all that is known of the environment; on failure nothing changes. */
  replace(id: number, artifactsPath: string): Promise<void>;
  /** Reads every folder again. */
  loadAll(): Promise<void>;
}

/** The environments as their artifacts are remembered, and the folders that some of them are read from. */
export function createEnvironments(
  environments: readonly ResolvedEnvironment[],
  memory: ArtifactMemory,
): Environments {
  const byId = new Map(environments.map((options) => [options.id, options]));

  async function load(id: number): Promise<void> {
    const { artifactsPath } = optionsOf(id);
    if (artifactsPath === null || parseLocation(artifactsPath).type !== 'folder') return;
    await explained(id, async () => {
      const artifacts = await readFolder(artifactsPath);
      const verdicts = await memory.take(id, artifacts);
      const refused = findFault(verdicts);
      if (refused !== undefined) throw new Error(refused.reason);
      if (memory.state(id) === null) throw new Error(missingManifest(artifactsPath));
    });
  }

  async function replace(id: number, artifactsPath: string): Promise<void> {
    const options = optionsOf(id);
    await explained(id, async () => {
      const artifacts = await readFolder(artifactsPath);
      if (!artifacts.some(({ kind }) => kind === 'manifest')) throw new Error(missingManifest(artifactsPath));
      const verdicts = await memory.replace(id, artifacts);
      const refused = findFault(verdicts);
      if (refused !== undefined) throw new Error(refused.reason);
    });
    byId.set(id, { ...options, artifactsPath });
  }

  function optionsOf(id: number): ResolvedEnvironment {
    const options = byId.get(id);
    if (options === undefined) throw new Error(`There is no environment ${id}`);
    return options;
  }

  return {
    find: (id) => {
      const options = byId.get(Number(id));
      return (options && String(options.id) === id && memory.state(options.id)) || undefined;
    },
    list: () =>
      [...byId.values()].map((options) => ({
        options,
        state: memory.state(options.id) ?? emptyState(options),
      })),
    load,
    replace,
    loadAll: async () => {
      for (const id of byId.keys()) await load(id);
    },
  };
}

async function explained(id: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Environment ${id}: ${reason}`, { cause });
  }
}

function missingManifest(folder: string): string {
  return `no manifest.json (or manifest.json.gz) in ${folder}`;
}
