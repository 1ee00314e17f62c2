import DataLoader from 'dataloader';
import type { Within } from '../cache/read-through.ts';
import { DbtError } from '../dbt/errors.ts';
import { type Environments, scopeNameOf } from '../environments/environments.ts';
import type { StateName } from '../environments/index/index-values.ts';
import { isRead, readEnvironments } from '../environments/read-environments.ts';
import type { Connection } from '../integrations/integration.ts';
import { assembleTable } from './assemble-table.ts';
import { type DetailsByNode, type NodeRequest, readDetails } from './details-reader.ts';
import type { Failures } from './failures.ts';
import { createExplainer, createMatcher, isMatched, type MatchOutcome } from './match-tables.ts';
import { NEEDS_EXPLANATION, NEEDS_SEVERITY, needs, type TableKey } from './needs.ts';
import { NOT_CONFIGURED, type TableFacts, toTableWithoutFacts } from './table-facts.ts';
import type { TableMemory } from './table-memory.ts';
import { nodeRequestsOf } from './wanted-nodes.ts';

export type TableLoader = DataLoader<TableKey, TableFacts, string>;

export interface TableLoaderOptions {
  readonly connectionOf: () => Promise<Connection | null>;
  readonly environments: Environments;
  readonly memory: TableMemory;
  readonly failures: Failures;
  /** Waits for a shared read no longer than this request may take. */
  readonly withinDeadline: Within;
  readonly now: () => number;
  readonly onMatch: (status: string) => void;
  readonly onUnknownWord: (word: string) => void;
}

/** One per request. All references of a query become one batch: one look into the indexes, one read of the details. */
export function createTableLoader(options: TableLoaderOptions): TableLoader {
  return new DataLoader<TableKey, TableFacts, string>((keys) => loadTables(keys, options), {
    cacheKeyFn: ({ relation, needs: wanted }) =>
      `${wanted}\u0000${relation.database ?? ''}\u0000${relation.schema}\u0000${relation.name}`,
  });
}

async function loadTables(
  keys: readonly TableKey[],
  options: TableLoaderOptions,
): Promise<readonly TableFacts[]> {
  const { failures } = options;
  let tables: readonly TableFacts[];
  try {
    const connection = await options.connectionOf();
    tables =
      connection === null
        ? keys.map(() => toTableWithoutFacts(NOT_CONFIGURED))
        : await loadConnectedTables(keys, connection, options);
  } catch (error) {
    failures.record(error);
    tables = keys.map(() => toUnavailable(error));
  }
  for (const { metadata } of tables) options.onMatch(metadata.match.status);
  return tables;
}

async function loadConnectedTables(
  keys: readonly TableKey[],
  connection: Connection,
  options: TableLoaderOptions,
): Promise<readonly TableFacts[]> {
  const { environments, failures, withinDeadline: within } = options;
  const memory = options.memory.of(scopeNameOf(connection));
  const readers = environments.readersOf(connection);
  const readState = (state: StateName, withSeverities: boolean) =>
    readEnvironments(connection.environments, readers, { state, withSeverities, within });

  const applied = await readState(
    'applied',
    keys.some((key) => needs(key.needs, NEEDS_SEVERITY)),
  );
  const readable = applied.filter(isRead);
  for (const { missing } of readable) if (missing !== null) failures.record(missing);
  const match = createMatcher(applied, memory);
  let outcomes: readonly MatchOutcome[] = keys.map(({ relation }) => match(relation));
  if (keys.some((key, position) => needsDefinition(key, outcomes[position]))) {
    const explain = createExplainer(readable, await readState('definition', false), memory);
    outcomes = outcomes.map((outcome, position) => {
      const key = keys[position];
      return key !== undefined && needsDefinition(key, outcome) ? explain(key.relation) : outcome;
    });
  }

  const read = new Map(readable.map((environment) => [environment.environment.id, environment]));
  const requests = keys.map((key, position) => nodeRequestsOf(key.needs, outcomes[position]));
  const details = await readDetails(read, requests.flat(), within);
  const shared = readable.flatMap(({ state, severities }) => [state, severities]);

  return keys.map((key, position) => {
    const outcome = outcomes[position];
    const own = requests[position] ?? [];
    const error = outcome === undefined ? null : errorOf(outcome, own, details);
    if (outcome === undefined || error !== null || !isMatched(outcome)) {
      failures.record(error);
      return toUnavailable(error);
    }
    const parts = [...shared, ...own.flatMap((request) => details.entriesOf(request))];
    return memory.facts(outcome, key.needs, parts, () =>
      assembleTable(key, outcome.match, read, details, options),
    );
  });
}

function needsDefinition(key: TableKey, outcome: MatchOutcome | undefined): boolean {
  return (
    needs(key.needs, NEEDS_EXPLANATION) &&
    outcome !== undefined &&
    isMatched(outcome) &&
    outcome.match.status === 'NOT_IN_DBT'
  );
}

/** A table whose details could not be read has no facts, even when it was matched. */
function errorOf(outcome: MatchOutcome, requests: readonly NodeRequest[], details: DetailsByNode): unknown {
  if (!isMatched(outcome)) return outcome.error;
  for (const request of requests) {
    const error = details.errorOf(request);
    if (error !== null) return error;
  }
  return null;
}

function toUnavailable(error: unknown): TableFacts {
  const why = error instanceof Error ? ` ${error.message}` : '';
  const isLoading = error instanceof DbtError && error.code === 'DBT_INDEX_LOADING';
  return toTableWithoutFacts({
    status: 'UNAVAILABLE',
    reason: isLoading
      ? `The table cannot be looked up yet.${why} Ask again in a moment; nothing needs to change.`
      : `dbt could not be asked, and nothing is remembered of this table.${why} Ask again in a while; an admin sees the cause in dbtIntegration.`,
  });
}
