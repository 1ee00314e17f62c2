import type { ReadEnvironment } from '../environments/read-environments.ts';
import { toDescription } from '../facts/descriptions.ts';
import type { Claimant, TableMatch, TestSeverity } from '../facts/facts.ts';
import { toFreshness, unknownFreshness } from '../facts/freshness.ts';
import { toHealth, unknownHealth } from '../facts/health.ts';
import { findSeverity } from '../facts/severity.ts';
import { toTestFacts } from '../facts/test-facts.ts';
import { summarizeTests } from '../facts/test-summary.ts';
import type { DetailsByNode } from './details-reader.ts';
import { NEEDS_COLUMNS, needs, type TableKey } from './needs.ts';
import { type NodeRecord, toNodeRecord } from './node-record.ts';
import { toTableCatalog } from './table-catalog.ts';
import { type TableFacts, toTableFacts, toTableWithoutFacts } from './table-facts.ts';
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
  const others = match.contributors.filter((contributor) => !isSame(contributor, answer));
  const sources = others.filter(({ node }) => node.resourceType === 'SOURCE');
  const otherSources = sources.flatMap((source) => find(source, 'base') ?? []);
  const description = base === null ? null : toDescription(base, otherSources);
  const freshness = base === null ? unknownFreshness(GONE) : toFreshness(base, otherSources);
  const tests = toTestFacts(
    match.contributors.flatMap((contributor) => {
      const names = environments.get(contributor.environmentId)?.relations.names;
      return names === undefined ? [] : [{ ...contributor, names, tests: find(contributor, 'tests') ?? [] }];
    }),
    {
      refreshedAt: freshness.refreshedAt,
      severityOf: (environmentId, uniqueId): TestSeverity | null =>
        findSeverity(environments.get(environmentId)?.severities ?? {}, uniqueId),
      onUnknownWord: options.onUnknownWord,
    },
  );
  const summary = summarizeTests(tests);
  const columnsOf = (claimant: Claimant) =>
    needs(key.needs, NEEDS_COLUMNS) ? (find(claimant, 'columns') ?? []) : [];
  const catalog = toTableCatalog({
    base,
    otherSources,
    ownColumns: columnsOf(answer),
    sourceColumns: sources.map(columnsOf),
    tests,
  });
  const health =
    base === null
      ? unknownHealth(GONE)
      : toHealth({ details: base, otherSources, summary, freshness, description, nowMs: options.now() });
  const asOf = Math.min(
    ...readTimes,
    environments.get(answer.environmentId)?.readAtMs ?? Number.POSITIVE_INFINITY,
  );
  return toTableFacts(
    { description, refreshedAt: freshness.refreshedAt, tests, catalog },
    {
      match: { status: match.status, reason: match.reason, candidates },
      node: records.find(([candidate]) => isSame(candidate, answer))?.[1] ?? null,
      freshness,
      testSummary: summary,
      health: health.level,
      healthReasons: health.reasons,
      asOf: Number.isFinite(asOf) ? new Date(asOf).toISOString() : null,
    },
  );
}

/** dbt listed the node in its index and then did not know it. */
const GONE = 'dbt no longer lists this node; it was removed from the project, or renamed, a moment ago.';
