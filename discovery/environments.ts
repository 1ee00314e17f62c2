import { projectNameOf } from './artifacts/project-name.ts';
import { readArtifacts } from './artifacts/read.ts';
import { projectIdOf, type ResolvedEnvironment } from './options.ts';
import { buildEnvironmentState, type EnvironmentState } from './state/environment-state.ts';

interface LoadedEnvironment {
  options: ResolvedEnvironment;
  state: EnvironmentState;
}

export interface Environments {
  find(id: string): EnvironmentState | undefined;
  list(): LoadedEnvironment[];
  /** Reads one environment's folder again, or another folder, and takes it over whole; on failure nothing changes. */
  load(id: number, artifactsPath?: string): Promise<void>;
  /** Takes over all environments or none. */
  loadAll(): Promise<void>;
}

/**
 * Reads all folders; throws an error that names the environment when one of them cannot be served. `log` receives a line
 * for each value that cannot be read, then and whenever a folder is read again.
 */
export async function createEnvironments(
  environments: readonly ResolvedEnvironment[],
  compiledTestsReadSuccess: boolean,
  log: (line: string) => void,
): Promise<Environments> {
  const loaded = new Map<string, LoadedEnvironment>();
  const read = async (options: ResolvedEnvironment) => ({
    options,
    state: await readState(options, compiledTestsReadSuccess, log),
  });
  const keep = (entry: LoadedEnvironment) => loaded.set(String(entry.options.id), entry);
  for (const options of environments) {
    if (loaded.has(String(options.id))) throw new Error(`Environment ${options.id} is given twice`);
    keep(await read(options));
  }
  return {
    find: (id) => loaded.get(id)?.state,
    list: () => [...loaded.values()],
    async load(id, artifactsPath) {
      const options = loaded.get(String(id))?.options;
      if (options === undefined) throw new Error(`There is no environment ${id}`);
      keep(await read({ ...options, artifactsPath: artifactsPath ?? options.artifactsPath }));
    },
    async loadAll() {
      const fresh = await Promise.all([...loaded.values()].map(({ options }) => read(options)));
      fresh.forEach(keep);
    },
  };
}

async function readState(
  options: ResolvedEnvironment,
  compiledTestsReadSuccess: boolean,
  log: (line: string) => void,
): Promise<EnvironmentState> {
  try {
    const artifacts = await readArtifacts(options.artifactsPath, (line) =>
      log(`Environment ${options.id}: ${line}`),
    );
    const projectName =
      options.projectName ?? projectNameOf(artifacts.manifest) ?? `environment_${options.id}`;
    const identity = {
      id: options.id,
      accountId: options.accountId,
      name: options.name,
      projectName,
      projectId: options.projectId ?? projectIdOf(projectName),
    };
    return buildEnvironmentState({ artifacts, identity, compiledTestsReadSuccess });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Environment ${options.id}: ${reason}`, { cause });
  }
}
