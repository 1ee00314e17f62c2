import type { Within } from '../cache/read-through.ts';
import { DbtError } from '../dbt/errors.ts';
import type { ReachedEnvironment } from '../integrations/integration.ts';
import type { EnvironmentReader } from './environment-reader.ts';
import type { IndexedState, Severities, StateName } from './index/index-values.ts';
import { describeProgress } from './jobs/progress.ts';

/** One state of one environment, as far as it could be read. */
export interface ReadEnvironment {
  readonly environment: ReachedEnvironment;
  readonly reader: EnvironmentReader;
  readonly state: IndexedState;
  /** Null where they were not asked for, or could not be read. */
  readonly severities: Severities | null;
  /** When the state was read; later once it was read again and had not changed. */
  readonly readAtMs: () => number;
  /** Until when (epoch milliseconds) state and severities are up to date by their age; 0 where one is not. */
  readonly freshUntilMs: () => number;
  /** Why the severities could not be read, when they were asked for and could not; else null. */
  readonly missing: unknown;
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
  };
}

/** A caller who may not wait any longer while the index is read learns how far the read is; the read goes on. */
function toLoading(
  error: unknown,
  { environmentId, index }: EnvironmentReader,
  part: StateName | 'severities',
): unknown {
  if (!(error instanceof DbtError) || !error.isCallersDeadline) return error;
  const progress = describeProgress(environmentId, index.progress(part));
  return new DbtError('DBT_INDEX_LOADING', `dbt's project is being read: ${progress}.`, { cause: error });
}
