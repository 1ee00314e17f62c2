import DataLoader from 'dataloader';
import type { Within } from '../cache/read-through.ts';
import type { Environments } from '../environments/environments.ts';
import {
  type EnvironmentOutcome,
  isRead,
  type ReadEnvironment,
  type RelationIndexOf,
  readEnvironments,
} from '../environments/read-environments.ts';
import type { Connection } from '../integrations/integration.ts';
import { assembleTable } from './assemble-table.ts';
import { type DetailsByNode, type NodeRequest, readDetails } from './details-reader.ts';
import type { Failures } from './failures.ts';
import { explainAgainst, type MatchOutcome, matchAgainst } from './match-tables.ts';
import { NEEDS_EXPLANATION, NEEDS_SEVERITY, needs, type TableKey } from './needs.ts';
import { NOT_CONFIGURED_REASON, type TableFacts, toTableWithoutFacts } from './table-facts.ts';
import { nodeRequestsOf } from './wanted-nodes.ts';

export type TableLoader = DataLoader<TableKey, TableFacts, string>;

export interface TableLoaderOptions {
  readonly connectionOf: () => Promise<Connection | null>;
  readonly environments: Environments;
  readonly relationIndexOf: RelationIndexOf;
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
        ? keys.map(() => toTableWithoutFacts('NOT_CONFIGURED', NOT_CONFIGURED_REASON))
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
  const { environments, failures, withinDeadline, relationIndexOf } = options;
  const readers = environments.readersOf(connection);
  const readState = (state: 'applied' | 'definition', withSeverities: boolean) =>
    readEnvironments(
      connection.environments,
      readers,
      state,
      withSeverities,
      relationIndexOf,
      withinDeadline,
    );

  const applied = await readState(
    'applied',
    keys.some((key) => needs(key.needs, NEEDS_SEVERITY)),
  );
  let outcomes: readonly MatchOutcome[] = keys.map(({ relation }) => matchAgainst(relation, applied));
  if (keys.some((key, position) => needsDefinition(key, outcomes[position]))) {
    const definition = await readState('definition', false);
    outcomes = explainUnmatchedTables(keys, outcomes, applied, definition);
  }

  const read = new Map(
    applied.filter(isRead).map((environment) => [environment.environment.id, environment]),
  );
  const requests = keys.map((key, position) => nodeRequestsOf(key.needs, outcomes[position]));
  for (const { missing } of read.values()) if (missing !== null) failures.record(missing);
  const details = await readDetails(read, requests.flat(), withinDeadline);

  return keys.map((key, position) => {
    const outcome = outcomes[position];
    const error = outcome === undefined ? null : errorOf(outcome, requests[position] ?? [], details);
    if (outcome === undefined || error !== null || !('match' in outcome)) {
      failures.record(error);
      return toUnavailable(error);
    }
    return assembleTable(key, outcome.match, read, details, options);
  });
}

function needsDefinition(key: TableKey, outcome: MatchOutcome | undefined): boolean {
  return (
    needs(key.needs, NEEDS_EXPLANATION) &&
    outcome !== undefined &&
    'match' in outcome &&
    outcome.match.status === 'NOT_IN_DBT'
  );
}

function explainUnmatchedTables(
  keys: readonly TableKey[],
  outcomes: readonly MatchOutcome[],
  applied: readonly EnvironmentOutcome[],
  definition: readonly EnvironmentOutcome[],
): readonly MatchOutcome[] {
  const failed = definition.find((outcome) => !isRead(outcome));
  const appliedRead: readonly ReadEnvironment[] = applied.filter(isRead);
  return keys.map((key, position) => {
    const outcome = outcomes[position] ?? { error: null };
    if (!needsDefinition(key, outcome)) return outcome;
    if (failed !== undefined && !isRead(failed)) return { error: failed.error };
    return { match: explainAgainst(key.relation, appliedRead, definition) };
  });
}

/** A table whose details could not be read has no facts, even when it was matched. */
function errorOf(outcome: MatchOutcome, requests: readonly NodeRequest[], details: DetailsByNode): unknown {
  if ('error' in outcome) return outcome.error;
  for (const request of requests) {
    const error = details.errorOf(request);
    if (error !== null) return error;
  }
  return null;
}

function toUnavailable(error: unknown): TableFacts {
  const why = error instanceof Error ? ` ${error.message}` : '';
  return toTableWithoutFacts(
    'UNAVAILABLE',
    `dbt could not be asked, and nothing is remembered of this table.${why} Ask again in a while; an admin sees the cause in dbtIntegration.`,
  );
}
