import { inSlices } from '../cache/slices.ts';
import { type EnvironmentOutcome, isRead, type ReadEnvironment } from '../environments/read-environments.ts';
import type { TableStatus } from '../facts/facts.ts';
import type { Connection } from '../integrations/integration.ts';
import { assembleTable } from './assemble-table.ts';
import { type DetailsByNode, type NodeRequest, readDetails } from './details-reader.ts';
import { type TableFailure, toTableFailure } from './failures.ts';
import { type ChosenEnvironments, type MatchKeysOptions, matchKeys, TABLES_PER_SLICE } from './match-keys.ts';
import { isMatched, type MatchOutcome } from './match-tables.ts';
import { NEEDS_EXPLANATION, NEEDS_SEVERITY, NEEDS_UPSTREAM, needs, type TableKey } from './needs.ts';
import { readAbove } from './read-above.ts';
import { NOT_CONFIGURED, type TableFacts, toTableWithoutFacts } from './table-facts.ts';
import { groupByChoice, type TableRequest, type TableTarget } from './table-target.ts';
import { type TableVerdict, toUnavailable, toUnchosen, toUnnamed } from './table-verdict.ts';
import type { UpstreamMemory, UpstreamOutcome } from './upstream-memory.ts';
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
  /** What `read` says of each table, in the order of `targets`, without its facts: nothing is counted, put together or kept. */
  match(targets: readonly TableTarget[]): Promise<readonly TableVerdict[]>;
}

export interface TableReaderOptions extends MatchKeysOptions {
  readonly upstreams: UpstreamMemory;
  readonly connection: () => Promise<Connection | null>;
  readonly now: () => number;
  /** So many tables were answered with a status. */
  readonly onMatch: (status: TableStatus, count: number) => void;
  readonly onUnknownWord: (word: string) => void;
}

export function createTableReader(options: TableReaderOptions): TableReader {
  return {
    async read(requests) {
      const answers = await readTables(requests, options);
      const statuses = new Map<TableStatus, number>();
      for (const { facts } of answers) {
        const { status } = facts.metadata.match;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      for (const [status, count] of statuses) options.onMatch(status, count);
      return answers;
    },
    match: (targets) => matchTables(targets, options),
  };
}

async function readTables(
  requests: readonly TableRequest[],
  options: TableReaderOptions,
): Promise<readonly TableAnswer[]> {
  return answerTables(requests, options, {
    read: (keys, chosen) => readConnectedTables(keys, chosen, options),
    unconfigured: UNCONFIGURED,
    toUnnamed: (reason) => toAnswer(toUnnamed(reason)),
    toUnavailable: toUnavailableAnswer,
  });
}

async function matchTables(
  targets: readonly TableTarget[],
  options: TableReaderOptions,
): Promise<readonly TableVerdict[]> {
  const requests = targets.map((target) => ({ target, needs: NEEDS_EXPLANATION }));
  return answerTables<TableVerdict>(requests, options, {
    async read(keys, chosen) {
      const matched = await matchKeys(keys, chosen, options);
      if (matched === null) return keys.map(() => toUnchosen(chosen.environmentIds));
      return matched.outcomes.map((outcome) =>
        isMatched(outcome) ? outcome.match : toUnavailable(outcome.error),
      );
    },
    unconfigured: NOT_CONFIGURED,
    toUnnamed,
    toUnavailable,
  });
}

interface AnswerWith<Answer> {
  /** In the order of the keys, all of one choice of environments. */
  readonly read: (keys: readonly TableKey[], chosen: ChosenEnvironments) => Promise<readonly Answer[]>;
  readonly unconfigured: Answer;
  readonly toUnnamed: (reason: string) => Answer;
  readonly toUnavailable: (error: unknown) => Answer;
}

/** In the order of `requests`. Never rejects. */
async function answerTables<Answer>(
  requests: readonly TableRequest[],
  options: Pick<TableReaderOptions, 'connection'>,
  { read, unconfigured, toUnnamed, toUnavailable }: AnswerWith<Answer>,
): Promise<readonly Answer[]> {
  try {
    const connection = await options.connection();
    if (connection === null) return requests.map(() => unconfigured);
    const answers = requests.map(({ target }) => (target.kind === 'none' ? toUnnamed(target.reason) : null));
    await Promise.all(
      groupByChoice(requests).map(async ({ environmentIds, positions, keys }) => {
        const ofChoice = await read(keys, { connection, environmentIds });
        for (const [index, position] of positions.entries()) answers[position] = ofChoice[index] ?? null;
      }),
    );
    return answers.map((answer) => answer ?? toUnavailable(null));
  } catch (error) {
    return requests.map(() => toUnavailable(error));
  }
}

async function readConnectedTables(
  keys: readonly TableKey[],
  chosen: ChosenEnvironments,
  options: TableReaderOptions,
): Promise<readonly TableAnswer[]> {
  const matched = await matchKeys(keys, chosen, options);
  if (matched === null) return keys.map(() => toAnswer(toUnchosen(chosen.environmentIds)));
  const { outcomes, definition, memory } = matched;
  const { withinDeadline: within } = options;
  const requests = keys.map((key, position) => nodeRequestsOf(key.needs, outcomes[position]));
  // What tables tell of themselves does not wait for what is upstream of them, which may take longer, or fail.
  const [details, above] = await Promise.all([
    readDetails(byId(matched.applied), requests.flat(), within),
    readAbove(keys, matched, options),
  ]);
  const applied = above?.environments ?? matched.applied;
  const readable = applied.filter(isRead);
  const read = byId(applied);
  const shared = [
    ...readable.flatMap(({ state, severities }) => [state, severities]),
    ...(above === null ? [] : partsOf(above.outcome)),
  ];
  const partial = readable.flatMap(({ missing }) =>
    missing === null ? [] : [toTableFailure(missing, NEEDS_SEVERITY)],
  );
  const graphFailure =
    above !== null && 'error' in above.outcome ? toTableFailure(above.outcome.error, NEEDS_UPSTREAM) : null;
  const isWhole = applied.every(isRead) && partial.length === 0 && graphFailure === null;
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
    const listed = above?.requests[position] ?? [];
    const entries = listed.flatMap((request) => above?.details.entriesOf(request) ?? []);
    const listingError = above === null ? null : detailsErrorOf(listed, above.details);
    const parts = [...shared, ...own.flatMap((request) => details.entriesOf(request)), ...entries];
    const tableAbove = above && { ...above, entries, isListed: listingError === null };
    const assemble = () =>
      assembleTable(key, outcome.match, read, details, { ...options, above: tableAbove });
    const kept = memory.facts(outcome, key.needs, parts, assemble);
    // Of a table that no node answers for, nothing upstream was to be told.
    const failed =
      outcome.match.answer === null || graphFailure === null ? partial : [...partial, graphFailure];
    const failures = failed.filter(({ emptied }) => needs(key.needs, emptied));
    if (listingError !== null) failures.push(toTableFailure(listingError, NEEDS_UPSTREAM));
    const currentUntilMs = Math.min(
      indexUntilMs,
      kept.currentUntilMs,
      ...own.map((request) => details.freshUntilMs(request)),
      ...listed.map((request) => above?.details.freshUntilMs(request) ?? 0),
    );
    answers.push({ facts: kept.facts, failures, currentUntilMs });
  });
  return answers;
}

function byId(outcomes: readonly EnvironmentOutcome[]): ReadonlyMap<string, ReadEnvironment> {
  return new Map(outcomes.filter(isRead).map((environment) => [environment.environment.id, environment]));
}

/** What an answer is made of besides the nodes: another reason is another answer. */
function partsOf(upstream: UpstreamOutcome): readonly unknown[] {
  if ('upstreams' in upstream) return [upstream.upstreams];
  return [upstream.error instanceof Error ? upstream.error.message : null];
}

function freshUntilMs(environments: readonly ReadEnvironment[]): number {
  return Math.min(...environments.map((environment) => environment.freshUntilMs()));
}

/** A table whose details could not be read has no facts, even when it was matched. */
function errorOf(outcome: MatchOutcome, requests: readonly NodeRequest[], details: DetailsByNode): unknown {
  return isMatched(outcome) ? detailsErrorOf(requests, details) : outcome.error;
}

function detailsErrorOf(requests: readonly NodeRequest[], details: DetailsByNode): Error | null {
  for (const request of requests) {
    const error = details.errorOf(request);
    if (error !== null) return error;
  }
  return null;
}

/** Not to be kept: a caller may have made the names up. */
function toAnswer(verdict: TableVerdict, failures: readonly TableFailure[] = []): TableAnswer {
  return { facts: toTableWithoutFacts(verdict), failures, currentUntilMs: 0 };
}

function toUnavailableAnswer(error: unknown): TableAnswer {
  return toAnswer(toUnavailable(error), [toTableFailure(error)]);
}

const UNCONFIGURED: TableAnswer = {
  facts: toTableWithoutFacts(NOT_CONFIGURED),
  failures: [],
  currentUntilMs: 0,
};
