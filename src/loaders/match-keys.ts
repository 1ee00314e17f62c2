import type { Within } from '../cache/read-through.ts';
import { inSlices } from '../cache/slices.ts';
import type { EnvironmentReader } from '../environments/environment-reader.ts';
import { type Environments, scopeNameOf } from '../environments/environments.ts';
import type { StateName } from '../environments/index/index-values.ts';
import {
  type EnvironmentOutcome,
  isRead,
  readEnvironments,
  readGraphs,
  withGraphs,
} from '../environments/read-environments.ts';
import type { Connection } from '../integrations/integration.ts';
import { createExplainer, createMatcher, isMatched, type MatchOutcome } from './match-tables.ts';
import { NEEDS_EXPLANATION, NEEDS_GRAPH, NEEDS_SEVERITY, type Needs, needs, type TableKey } from './needs.ts';
import type { ScopedTableMemory, TableMemory } from './table-memory.ts';

export interface MatchKeysOptions {
  readonly environments: Environments;
  readonly memory: TableMemory;
  /** Waits for a shared read no longer than this request may take. */
  readonly withinDeadline: Within;
}

export interface ChosenEnvironments {
  readonly connection: Connection;
  /** The one of highest priority first; null for all of the integration. */
  readonly environmentIds: readonly string[] | null;
}

export interface MatchedKeys {
  /** In the order of the keys. */
  readonly outcomes: readonly MatchOutcome[];
  /** What the outcomes were found in. */
  readonly applied: readonly EnvironmentOutcome[];
  /** The applied state with the graphs, which may take longer; null where nothing that is selected asks for them. */
  readonly withGraphs: Promise<readonly EnvironmentOutcome[]> | null;
  readonly definition: readonly EnvironmentOutcome[];
  readonly memory: ScopedTableMemory;
  /** Begins the keys of what is kept of the integration at its revision. */
  readonly prefix: string;
}

/** Matching a name and putting its answer together take some ten microseconds each. */
export const TABLES_PER_SLICE = 200;

/** Matches all relations in one look into the indexes. Null where the integration has none of the environments that were chosen. */
export async function matchKeys(
  keys: readonly TableKey[],
  { connection, environmentIds }: ChosenEnvironments,
  options: MatchKeysOptions,
): Promise<MatchedKeys | null> {
  const { environments, withinDeadline: within } = options;
  const prefix = scopeNameOf(connection);
  const memory = options.memory.of(prefix);
  const readers = chooseReaders(environments.readersOf(connection), environmentIds);
  if (readers.length === 0 && environmentIds !== null) return null;
  const isNeeded = (need: Needs) => keys.some((key) => needs(key.needs, need));
  const readState = (state: StateName, withSeverities: boolean) =>
    readEnvironments(connection.environments, readers, { state, withSeverities, within });

  const graphs = isNeeded(NEEDS_GRAPH) ? readGraphs(readers, within) : null;
  const applied = await readState('applied', isNeeded(NEEDS_SEVERITY));
  const outcomes: MatchOutcome[] = [];
  const match = createMatcher(applied, memory);
  await inSlices(keys, TABLES_PER_SLICE, ({ relation }) => void outcomes.push(match(relation)));
  const unknown = [...keys.keys()].filter((position) => needsDefinition(keys[position], outcomes[position]));
  const definition = unknown.length === 0 ? [] : await readState('definition', false);
  if (unknown.length > 0) {
    const explain = createExplainer(applied.filter(isRead), definition, memory);
    await inSlices(unknown, TABLES_PER_SLICE, (position) => {
      const relation = keys[position]?.relation;
      if (relation !== undefined) outcomes[position] = explain(relation);
    });
  }
  return {
    outcomes,
    applied,
    withGraphs: graphs?.then((read) => withGraphs(applied, read)) ?? null,
    definition,
    memory,
    prefix,
  };
}

/** Those that come first answer first. */
function chooseReaders(
  readers: readonly EnvironmentReader[],
  environmentIds: readonly string[] | null,
): readonly EnvironmentReader[] {
  if (environmentIds === null) return readers;
  return environmentIds.flatMap((id) => readers.find(({ environmentId }) => environmentId === id) ?? []);
}

function needsDefinition(key: TableKey | undefined, outcome: MatchOutcome | undefined): boolean {
  return (
    key !== undefined &&
    needs(key.needs, NEEDS_EXPLANATION) &&
    outcome !== undefined &&
    isMatched(outcome) &&
    outcome.match.status === 'NOT_IN_DBT'
  );
}
