import type { Within } from '../cache/read-through.ts';
import { DbtError } from '../dbt/errors.ts';
import { createRelationIndex, type RelationIndex } from '../facts/relation-index.ts';
import type { ConnectedEnvironment } from '../integrations/integration.ts';
import type { EnvironmentReader } from './environment-reader.ts';
import type { IndexedEnvironment, IndexKey, Severities } from './index-pages.ts';

/** One state of one environment, as far as it could be read. */
export interface ReadEnvironment {
  readonly environment: ConnectedEnvironment;
  readonly reader: EnvironmentReader;
  readonly indexed: IndexedEnvironment;
  readonly relations: RelationIndex;
  readonly severities: Severities;
  readonly readAtMs: number;
  /** Why the severities could not be read, when they were asked for and could not; else null. */
  readonly missing: unknown;
}

export interface UnreadEnvironment {
  readonly environment: ConnectedEnvironment;
  readonly error: unknown;
}

export type EnvironmentOutcome = ReadEnvironment | UnreadEnvironment;

export function isRead(outcome: EnvironmentOutcome): outcome is ReadEnvironment {
  return 'relations' in outcome;
}

export type RelationIndexOf = (indexed: IndexedEnvironment) => RelationIndex;

/** Relation indexes are built once for each index that was read, and go with it. */
export function createRelationIndexes(): RelationIndexOf {
  const built = new WeakMap<IndexedEnvironment, RelationIndex>();
  return (indexed) => {
    const known = built.get(indexed) ?? createRelationIndex(indexed);
    built.set(indexed, known);
    return known;
  };
}

/** One state of every environment, in the integration's order; an environment that cannot be read costs no other. */
export function readEnvironments(
  environments: readonly ConnectedEnvironment[],
  readers: readonly EnvironmentReader[],
  state: 'applied' | 'definition',
  withSeverities: boolean,
  relationIndexOf: RelationIndexOf,
  within: Within,
): Promise<readonly EnvironmentOutcome[]> {
  const keys: readonly IndexKey[] = withSeverities ? [state, 'severities'] : [state];

  async function readOne(
    environment: ConnectedEnvironment,
    reader: EnvironmentReader,
  ): Promise<EnvironmentOutcome> {
    const { entries, error } = await reader.index.getMany(keys, within);
    const entry = entries.get(state);
    if (entry === undefined) return { environment, error };
    if (entry.value === null) {
      const message = `dbt answered without an index of environment ${environment.id}.`;
      return { environment, error: new DbtError('DBT_RESPONSE_INVALID', message) };
    }
    const indexed = entry.value as IndexedEnvironment;
    const severities = (entries.get('severities')?.value ?? NO_SEVERITIES) as Severities;
    const relations = relationIndexOf(indexed);
    return { environment, reader, indexed, relations, severities, readAtMs: entry.readAtMs, missing: error };
  }

  return Promise.all(
    readers.flatMap((reader) => {
      const environment = environments.find(({ id }) => id === reader.environmentId);
      return environment === undefined ? [] : [readOne(environment, reader)];
    }),
  );
}

const NO_SEVERITIES: Severities = {};
