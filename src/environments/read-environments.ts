import type { Entry } from '../cache/entry.ts';
import type { Within } from '../cache/read-through.ts';
import { DbtError } from '../dbt/errors.ts';
import type { EnvironmentGraph } from '../facts/upstream/environment-graph.ts';
import type { ReachedEnvironment } from '../integrations/integration.ts';
import type { EnvironmentReader } from './environment-reader.ts';
import type { IndexedState, IndexPart, Severities, StateName } from './index/index-values.ts';
import { describeProgress } from './jobs/progress.ts';

/** One state of one environment, as far as it could be read. */
export interface ReadEnvironment {
  readonly environment: ReachedEnvironment;
  readonly reader: EnvironmentReader;
  readonly state: IndexedState;
  /** Null where they were not asked for, or could not be read. */
  readonly severities: Severities | null;
  /** When the state was read, and the graph where it was; later once they were read again and had not changed. */
  readonly readAtMs: () => number;
  /** Until when (epoch milliseconds) all that was read is up to date by their age; 0 where one is not. */
  readonly freshUntilMs: () => number;
  /** Why the severities could not be read, when they were asked for and could not; else null. */
  readonly missing: unknown;
  /** What its nodes are made of; null where that was not asked for, or could not be read. */
  readonly graph: EnvironmentGraph | null;
  /** Why the graph could not be read, when it was asked for and could not; else null. */
  readonly graphMissing: unknown;
}

export interface UnreadEnvironment {
  readonly environment: ReachedEnvironment;
  readonly error: unknown;
}

export type EnvironmentOutcome = ReadEnvironment | UnreadEnvironment;

export function isRead(outcome: EnvironmentOutcome): outcome is ReadEnvironment {
  return 'state' in outcome;
}

export interface StateRequest {
  readonly state: StateName;
  readonly withSeverities: boolean;
  readonly within: Within;
}

/** One state of every environment, in the integration's order; an environment that cannot be read costs no other. */
export function readEnvironments(
  environments: readonly ReachedEnvironment[],
  readers: readonly EnvironmentReader[],
  request: StateRequest,
): Promise<readonly EnvironmentOutcome[]> {
  return Promise.all(
    readers.flatMap((reader) => {
      const environment = environments.find(({ id }) => id === reader.environmentId);
      return environment === undefined ? [] : [readOne(environment, reader, request)];
    }),
  );
}

async function readOne(
  environment: ReachedEnvironment,
  reader: EnvironmentReader,
  { state, withSeverities, within }: StateRequest,
): Promise<EnvironmentOutcome> {
  const { states, severities } = reader.index;
  const [found, tests] = await Promise.all([
    states.getMany([state], within),
    withSeverities ? severities.getMany(['severities'], within) : null,
  ]);
  const entry = found.entries.get(state);
  if (entry === undefined) return { environment, error: toLoading(found.error, reader, state) };
  if (entry.value === null) {
    const message = `dbt answered without an index of environment ${environment.id}.`;
    return { environment, error: new DbtError('DBT_RESPONSE_INVALID', message) };
  }
  const testEntry = tests?.entries.get('severities');
  return {
    environment,
    reader,
    state: entry.value,
    severities: testEntry?.value ?? null,
    readAtMs: () => entry.readAtMs,
    freshUntilMs: () =>
      Math.min(
        reader.freshUntilMs(entry),
        testEntry === undefined ? Number.POSITIVE_INFINITY : reader.freshUntilMs(testEntry),
      ),
    missing: tests === null || tests.error === null ? null : toLoading(tests.error, reader, 'severities'),
    graph: null,
    graphMissing: null,
  };
}

/** The graph of one environment, as far as it could be read. */
export interface ReadGraph {
  readonly environmentId: string;
  readonly entry: Entry<EnvironmentGraph> | null;
  /** Null where there is an entry. */
  readonly error: unknown;
}

/** The graph of every environment. Begun in one turn of the event loop with the states, it comes with their pages. */
export function readGraphs(
  readers: readonly EnvironmentReader[],
  within: Within,
): Promise<readonly ReadGraph[]> {
  return Promise.all(
    readers.map(async (reader) => {
      const { entries, error } = await reader.index.graph.getMany(['graph'], within);
      const { environmentId } = reader;
      const entry = entries.get('graph');
      if (entry !== undefined) return { environmentId, entry, error: null };
      return { environmentId, entry: null, error: toLoading(error, reader, 'graph') };
    }),
  );
}

/** The same environments with their graphs. */
export function withGraphs(
  outcomes: readonly EnvironmentOutcome[],
  graphs: readonly ReadGraph[],
): readonly EnvironmentOutcome[] {
  return outcomes.map((outcome) => {
    const graph = graphs.find(({ environmentId }) => environmentId === outcome.environment.id);
    if (!isRead(outcome) || graph === undefined) return outcome;
    const { entry, error } = graph;
    if (entry === null) return { ...outcome, graphMissing: error };
    return {
      ...outcome,
      graph: entry.value,
      readAtMs: () => Math.min(outcome.readAtMs(), entry.readAtMs),
      freshUntilMs: () => Math.min(outcome.freshUntilMs(), outcome.reader.freshUntilMs(entry)),
    };
  });
}

/** A caller who may not wait any longer while the index is read learns how far the read is; the read goes on. */
function toLoading(error: unknown, { environmentId, index }: EnvironmentReader, part: IndexPart): unknown {
  if (!(error instanceof DbtError) || !error.isCallersDeadline) return error;
  const progress = describeProgress(environmentId, index.progress(part));
  return new DbtError('DBT_INDEX_LOADING', `dbt's project is being read: ${progress}.`, { cause: error });
}
