import type { ReadEnvironment } from '../environments/read-environments.ts';
import { toPositionShift } from '../facts/column-position.ts';
import { toDescription } from '../facts/descriptions.ts';
import type { Claimant, TableMatch, TestFact, TestSeverity } from '../facts/facts.ts';
import { toFreshness, unknownFreshness } from '../facts/freshness.ts';
import { toHealth } from '../facts/health.ts';
import { createColumnIndex } from '../facts/match-column.ts';
import type { CatalogColumn, NodeDetails } from '../facts/node.ts';
import { findSeverity } from '../facts/severity.ts';
import { createTestsByColumn } from '../facts/test-columns.ts';
import { toTestFacts } from '../facts/test-facts.ts';
import { summarizeTests } from '../facts/test-summary.ts';
import type { DetailsByNode } from './details-reader.ts';
import { NEEDS_COLUMNS, needs, type TableKey } from './needs.ts';
import { type NodeRecord, toNodeRecord } from './node-record.ts';
import { type TableFacts, toTableWithoutFacts } from './table-facts.ts';
import { isSame } from './wanted-nodes.ts';

interface AssembleOptions {
  readonly now: () => number;
  readonly onUnknownWord: (word: string) => void;
}

/** Puts a table's answer together from its match and what was read of the nodes that claim it. */
export function assembleTable(
  key: TableKey,
  match: TableMatch,
  environments: ReadonlyMap<string, ReadEnvironment>,
  details: DetailsByNode,
  options: AssembleOptions,
): TableFacts {
  const readTimes: number[] = [];
  const find = <Name extends 'base' | 'columns' | 'tests' | 'code'>(claimant: Claimant, facet: Name) => {
    const entry = details.find(claimant.environmentId, claimant.node, facet);
    if (entry !== undefined) readTimes.push(entry.readAtMs);
    return entry?.value ?? null;
  };
  const records = match.candidates.flatMap((candidate): readonly [Claimant, NodeRecord][] => {
    const read = environments.get(candidate.environmentId);
    if (read === undefined) return [];
    return [[candidate, toNodeRecord(candidate, read, find(candidate, 'base'), find(candidate, 'code'))]];
  });
  const candidates = records.map(([, record]) => record);
  const { answer } = match;
  if (answer === null) return toTableWithoutFacts(match.status, match.reason, candidates);

  const base = find(answer, 'base');
  const otherSources = match.candidates.flatMap((candidate): readonly NodeDetails[] => {
    if (candidate.node.resourceType !== 'SOURCE' || isSame(candidate, answer)) return [];
    const source = find(candidate, 'base');
    return source === null ? [] : [source];
  });
  const description = base === null ? null : toDescription(base);
  const freshness = base === null ? unknownFreshness(GONE) : toFreshness(base, otherSources);
  const tests = toTestFacts(
    match.candidates.map((candidate) => ({ ...candidate, tests: find(candidate, 'tests') ?? [] })),
    {
      refreshedAt: freshness.refreshedAt,
      severityOf: (environmentId, uniqueId): TestSeverity | null =>
        findSeverity(environments.get(environmentId)?.severities ?? {}, uniqueId),
      onUnknownWord: options.onUnknownWord,
    },
  );
  const summary = summarizeTests(tests);
  const columns = needs(key.needs, NEEDS_COLUMNS) ? (find(answer, 'columns') ?? []) : [];
  const asOf = Math.min(
    ...readTimes,
    environments.get(answer.environmentId)?.readAtMs ?? Number.POSITIVE_INFINITY,
  );
  return {
    description,
    refreshedAt: freshness.refreshedAt,
    tests,
    catalog: {
      inCatalog: base?.inCatalog ?? false,
      columns: createColumnIndex(columns),
      positionShift: toPositionShift(columns),
      testsOf: createTestsOf(tests, columns),
    },
    metadata: {
      match: { status: match.status, reason: match.reason, candidates },
      node: records.find(([candidate]) => isSame(candidate, answer))?.[1] ?? null,
      freshness,
      testSummary: summary,
      health:
        base === null
          ? 'UNKNOWN'
          : toHealth({ details: base, otherSources, summary, freshness, description, nowMs: options.now() }),
      asOf: Number.isFinite(asOf) ? new Date(asOf).toISOString() : null,
    },
  };
}

/** dbt listed the node in its index and then did not know it. */
const GONE = 'dbt no longer lists this node; it was removed from the project, or renamed, a moment ago.';

/** Sorted by column when the first column asks, and only then. */
function createTestsOf(tests: readonly TestFact[], columns: readonly CatalogColumn[]) {
  let byColumn: ReturnType<typeof createTestsByColumn> | undefined;
  return (columnName: string): readonly TestFact[] => {
    byColumn ??= createTestsByColumn(
      tests,
      columns.map(({ name }) => name),
    );
    return byColumn(columnName);
  };
}
