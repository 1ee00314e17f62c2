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
): Promise<readonly EnvironmentOutcome[]> {
  const keys: readonly IndexKey[] = withSeverities ? [state, 'severities'] : [state];

  async function readOne(
    environment: ConnectedEnvironment,
    reader: EnvironmentReader,
  ): Promise<EnvironmentOutcome> {
    try {
      const entries = await reader.index.getMany(keys);
      const entry = entries.get(state);
      const indexed = (entry?.value ?? null) as IndexedEnvironment | null;
      if (entry === undefined || indexed === null) {
        throw new DbtError(
          'DBT_RESPONSE_INVALID',
          `dbt answered without an index of environment ${environment.id}.`,
        );
      }
      const severities = (entries.get('severities')?.value ?? {}) as Severities;
      const relations = relationIndexOf(indexed);
      return { environment, reader, indexed, relations, severities, readAtMs: entry.readAtMs };
    } catch (error) {
      return { environment, error };
    }
  }

  return Promise.all(
    readers.flatMap((reader) => {
      const environment = environments.find(({ id }) => id === reader.environmentId);
      return environment === undefined ? [] : [readOne(environment, reader)];
    }),
  );
}
