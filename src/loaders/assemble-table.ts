import type { ReadEnvironment } from '../environments/read-environments.ts';
import { toDescription } from '../facts/descriptions.ts';
import type { Claimant, TableMatch, TestSeverity } from '../facts/facts.ts';
import { toFreshness, unknownFreshness } from '../facts/freshness.ts';
import { toHealth, unknownHealth } from '../facts/health.ts';
import { toTestFacts } from '../facts/test-facts.ts';
import { summarizeTests } from '../facts/test-summary.ts';
import type { UnknownUpstream } from '../facts/upstream/upstream-health.ts';
import type { NodeUpstream } from '../facts/upstream/upstreams.ts';
import type { DetailsByNode } from './details-reader.ts';
import { NEEDS_COLUMNS, needs, type TableKey } from './needs.ts';
import { type NodeRecord, toNodeRecord } from './node-record.ts';
import { toTableCatalog } from './table-catalog.ts';
import { type TableFacts, toTableFacts, toTableWithoutFacts } from './table-facts.ts';
import type { UpstreamOutcome } from './upstream-memory.ts';
import { upstreamOf } from './upstream-of.ts';
import { toUpstreamRecord, UNTOLD, type UpstreamRecord } from './upstream-record.ts';
import { isSame } from './wanted-nodes.ts';

interface AssembleOptions {
  readonly now: () => number;
  /** Null where nothing that is selected asks for the nodes upstream. */
  readonly above: TableAbove | null;
  readonly onUnknownWord: (word: string) => void;
}

interface TableAbove {
  readonly outcome: UpstreamOutcome;
  /** Of the nodes upstream of which more is told than the index tells. */
  readonly details: DetailsByNode;
  /** What was read of them for this table. */
  readonly entries: readonly ({ readonly readAtMs: number } | undefined)[];
  /** False where not all of them could be read. */
  readonly isListed: boolean;
}

/** Puts a table's answer together from its match and what was read of the nodes that claim it. */
export function assembleTable(
  key: TableKey,
  match: TableMatch,
  environments: ReadonlyMap<string, ReadEnvironment>,
  details: DetailsByNode,
  options: AssembleOptions,
): TableFacts {
  const entries: { readonly readAtMs: number }[] = [];
  const find = <Name extends 'base' | 'columns' | 'tests' | 'code'>(claimant: Claimant, facet: Name) => {
    const entry = details.find(claimant.environmentId, claimant.node, facet);
    if (entry !== undefined) entries.push(entry);
    return entry?.value ?? null;
  };
  const records = match.candidates.flatMap((candidate): readonly [Claimant, NodeRecord][] => {
    const read = environments.get(candidate.environmentId);
    if (read === undefined) return [];
    return [[candidate, toNodeRecord(candidate, read, find(candidate, 'base'), find(candidate, 'code'))]];
  });
  const candidates = records.map(([, record]) => record);
  const { answer } = match;
  if (answer === null) return toTableWithoutFacts(match, candidates);

  const base = find(answer, 'base');
  const others = match.contributors.filter((contributor) => !isSame(contributor, answer));
  const sources = others.filter(({ node }) => node.resourceType === 'SOURCE');
  const otherSources = sources.flatMap((source) => find(source, 'base') ?? []);
  const description = base === null ? null : toDescription(base, otherSources);
  const freshness = base === null ? unknownFreshness({ reason: GONE }) : toFreshness(base, otherSources);
  const tests = toTestFacts(
    match.contributors.flatMap((contributor) => {
      const names = environments.get(contributor.environmentId)?.state.relations.names;
      return names === undefined ? [] : [{ ...contributor, names, tests: find(contributor, 'tests') ?? [] }];
    }),
    {
      refreshedAt: freshness.refreshedAt,
      severityOf: (environmentId, uniqueId): TestSeverity | null =>
        environments.get(environmentId)?.severities?.byTest.get(uniqueId) ?? null,
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
  entries.push(...(options.above?.entries ?? []).filter((entry) => entry !== undefined));
  const above = findAbove(match, options.above?.outcome ?? null);
  const upstream = 'health' in above ? above.health : above;
  const nowMs = options.now();
  const health =
    base === null
      ? unknownHealth(GONE)
      : toHealth({ details: base, otherSources, summary, freshness, description, upstream, nowMs });
  const answering = environments.get(answer.environmentId);
  return toTableFacts(
    { description, refreshedAt: freshness.refreshedAt, tests, catalog },
    {
      match: {
        status: match.status,
        get reason() {
          return match.reason;
        },
        candidates,
      },
      node: records.find(([candidate]) => isSame(candidate, answer))?.[1] ?? null,
      freshness,
      upstream: toUpstream(above, options.above, environments),
      testSummary: summary,
      health: health.level,
      healthReasons: health.reasons,
      // Facts that are read again and have not changed are facts of that later time.
      get asOf() {
        const times = entries.map(({ readAtMs }) => readAtMs);
        const asOfMs = Math.min(...times, answering?.readAtMs() ?? Number.POSITIVE_INFINITY);
        return Number.isFinite(asOfMs) ? new Date(asOfMs).toISOString() : null;
      },
    },
  );
}

/** What stands above the node that answers; one sentence where that is not known. */
function findAbove(match: TableMatch, above: UpstreamOutcome | null): NodeUpstream | UnknownUpstream {
  if (above === null) return { unknownReason: 'Nothing that was asked reads what this table is made of.' };
  if ('error' in above) {
    const why = above.error instanceof Error ? ` ${above.error.message}` : '';
    return {
      unknownReason: `The sources upstream do not count yet: dbt could not be asked what this table is made of.${why}`,
    };
  }
  return upstreamOf(match, above.upstreams) ?? { unknownReason: UNTOLD.reason };
}

/** Null where it could not be read, or was not asked for. */
function toUpstream(
  above: NodeUpstream | UnknownUpstream,
  table: TableAbove | null,
  environments: ReadonlyMap<string, ReadEnvironment>,
): UpstreamRecord | null {
  if (table === null || 'error' in table.outcome || !table.isListed) return null;
  if (!('health' in above)) return UNTOLD;
  const { details } = table;
  return toUpstreamRecord(above, (claimant) => {
    const { environmentId, node } = claimant;
    const read = environments.get(environmentId);
    if (read === undefined) return null;
    const base = details.find(environmentId, node, 'base')?.value ?? null;
    return toNodeRecord(claimant, read, base, details.find(environmentId, node, 'code')?.value ?? null);
  });
}

/** dbt listed the node in its index and then did not know it. */
const GONE = 'dbt no longer lists this node; it was removed from the project, or renamed, a moment ago.';
