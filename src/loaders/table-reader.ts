import type { Within } from '../cache/read-through.ts';
import { inSlices } from '../cache/slices.ts';
import { DbtError } from '../dbt/errors.ts';
import type { EnvironmentReader } from '../environments/environment-reader.ts';
import { type Environments, scopeNameOf } from '../environments/environments.ts';
import type { StateName } from '../environments/index/index-values.ts';
import { isRead, type ReadEnvironment, readEnvironments } from '../environments/read-environments.ts';
import type { Connection } from '../integrations/integration.ts';
import { assembleTable } from './assemble-table.ts';
import { type DetailsByNode, type NodeRequest, readDetails } from './details-reader.ts';
import { type TableFailure, toTableFailure } from './failures.ts';
import { createExplainer, createMatcher, isMatched, type MatchOutcome } from './match-tables.ts';
import { NEEDS_EXPLANATION, NEEDS_SEVERITY, needs, type TableKey } from './needs.ts';
import { NOT_CONFIGURED, type TableFacts, toTableWithoutFacts } from './table-facts.ts';
import type { TableMemory } from './table-memory.ts';
import { groupByChoice, type TableRequest } from './table-target.ts';
import { nodeRequestsOf } from './wanted-nodes.ts';

/** What is answered of one table, and for how long it can be answered so. */
export interface TableAnswer {
  readonly facts: TableFacts;
  readonly failures: readonly TableFailure[];
  /**
   * Until when (epoch milliseconds) the facts need no look at what they are made of, as long as nothing is read or changes meanwhile;
   * 0 for facts that are not to be kept: not whole, out of date, or of a name that a caller may have made up.
   */
  readonly currentUntilMs: number;
}

/** Reads tables of one caller's integration. */
export interface TableReader {
  /** In the order of `requests`. All of them are one batch: one look into the indexes, one read of the details. */
  read(requests: readonly TableRequest[]): Promise<readonly TableAnswer[]>;
}

export interface TableReaderOptions {
  readonly connection: () => Promise<Connection | null>;
  readonly environments: Environments;
  readonly memory: TableMemory;
  /** Waits for a shared read no longer than this request may take. */
  readonly withinDeadline: Within;
  readonly now: () => number;
  /** So many tables were answered with a status. */
  readonly onMatch: (status: string, count: number) => void;
  readonly onUnknownWord: (word: string) => void;
}

/** Matching a name and putting its answer together take some ten microseconds each. */
const TABLES_PER_SLICE = 200;

export function createTableReader(options: TableReaderOptions): TableReader {
  return {
    async read(requests) {
      const answers = await readTables(requests, options);
      const statuses = new Map<string, number>();
      for (const { facts } of answers) {
        const { status } = facts.metadata.match;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      for (const [status, count] of statuses) options.onMatch(status, count);
      return answers;
    },
  };
}

async function readTables(
  requests: readonly TableRequest[],
  options: TableReaderOptions,
): Promise<readonly TableAnswer[]> {
  try {
    const connection = await options.connection();
    if (connection === null) return requests.map(() => UNCONFIGURED);
    const answers = requests.map(({ target }) => (target.kind === 'none' ? toUnnamed(target.reason) : null));
    await Promise.all(
      groupByChoice(requests).map(async ({ environmentIds, positions, keys }) => {
        const read = await readConnectedTables(keys, { connection, environmentIds }, options);
        for (const [index, position] of positions.entries()) answers[position] = read[index] ?? null;
      }),
    );
    return answers.map((answer) => answer ?? toUnavailableAnswer(null));
  } catch (error) {
    return requests.map(() => toUnavailableAnswer(error));
  }
}

async function readConnectedTables(
  keys: readonly TableKey[],
  { connection, environmentIds }: ChosenEnvironments,
  options: TableReaderOptions,
): Promise<readonly TableAnswer[]> {
  const { environments, withinDeadline: within } = options;
  const memory = options.memory.of(scopeNameOf(connection));
  const readers = chooseReaders(environments.readersOf(connection), environmentIds);
  if (readers.length === 0 && environmentIds !== null) return keys.map(() => toUnchosen(environmentIds));
  const readState = (state: StateName, withSeverities: boolean) =>
    readEnvironments(connection.environments, readers, { state, withSeverities, within });

  const applied = await readState(
    'applied',
    keys.some((key) => needs(key.needs, NEEDS_SEVERITY)),
  );
  const readable = applied.filter(isRead);
  const outcomes: MatchOutcome[] = [];
  const match = createMatcher(applied, memory);
  await inSlices(keys, TABLES_PER_SLICE, ({ relation }) => void outcomes.push(match(relation)));
  const unknown = [...keys.keys()].filter((position) => needsDefinition(keys[position], outcomes[position]));
  const definition = unknown.length === 0 ? [] : await readState('definition', false);
  if (unknown.length > 0) {
    const explain = createExplainer(readable, definition, memory);
    await inSlices(unknown, TABLES_PER_SLICE, (position) => {
      const relation = keys[position]?.relation;
      if (relation !== undefined) outcomes[position] = explain(relation);
    });
  }

  const read = new Map(readable.map((environment) => [environment.environment.id, environment]));
  const requests = keys.map((key, position) => nodeRequestsOf(key.needs, outcomes[position]));
  const details = await readDetails(read, requests.flat(), within);
  const shared = readable.flatMap(({ state, severities }) => [state, severities]);
  const partial = readable.flatMap(({ missing }) =>
    missing === null ? [] : [toTableFailure(missing, NEEDS_SEVERITY)],
  );
  const isWhole = applied.every(isRead) && partial.length === 0;
  const indexUntilMs = isWhole ? freshUntilMs([...readable, ...definition.filter(isRead)]) : 0;

  const answers: TableAnswer[] = [];
  await inSlices(keys.keys(), TABLES_PER_SLICE, (position) => {
    const key = keys[position];
    const outcome = outcomes[position];
    const own = requests[position] ?? [];
    if (key === undefined || outcome === undefined) return;
    const error = errorOf(outcome, own, details);
    if (error !== null || !isMatched(outcome)) {
      answers.push(toUnavailableAnswer(error));
      return;
    }
    const parts = [...shared, ...own.flatMap((request) => details.entriesOf(request))];
    const assemble = () => assembleTable(key, outcome.match, read, details, options);
    const kept = memory.facts(outcome, key.needs, parts, assemble);
    const failures = needs(key.needs, NEEDS_SEVERITY) ? partial : [];
    const currentUntilMs = Math.min(
      indexUntilMs,
      kept.currentUntilMs,
      ...own.map((request) => details.freshUntilMs(request)),
    );
    answers.push({ facts: kept.facts, failures, currentUntilMs });
  });
  return answers;
}

interface ChosenEnvironments {
  readonly connection: Connection;
  readonly environmentIds: readonly string[] | null;
}

/** Those that come first answer first. */
function chooseReaders(
  readers: readonly EnvironmentReader[],
  environmentIds: readonly string[] | null,
): readonly EnvironmentReader[] {
  if (environmentIds === null) return readers;
  return environmentIds.flatMap((id) => readers.find(({ environmentId }) => environmentId === id) ?? []);
}

function freshUntilMs(environments: readonly ReadEnvironment[]): number {
  return Math.min(...environments.map((environment) => environment.freshUntilMs()));
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

function toUnavailableAnswer(error: unknown): TableAnswer {
  return { facts: toUnavailable(error), failures: [toTableFailure(error)], currentUntilMs: 0 };
}

/** Not to be kept: a caller may have made the names up. */
function toUnnamed(reason: string): TableAnswer {
  return { facts: toTableWithoutFacts({ status: 'NOT_IN_DBT', reason }), failures: [], currentUntilMs: 0 };
}

function toUnchosen(environmentIds: readonly string[]): TableAnswer {
  return toUnnamed(
    `The entity mapping looks for this table in environment ${environmentIds.join(' or ')} of dbt, which the integration does not have. An admin adds it with configureDbtIntegration.`,
  );
}

const UNCONFIGURED: TableAnswer = {
  facts: toTableWithoutFacts(NOT_CONFIGURED),
  failures: [],
  currentUntilMs: 0,
};
