import type { TableAnswer } from '../../scripts/corpus/answers.ts';
import type { CorpusNode, CorpusSet, RunFile, RunResult } from '../../scripts/corpus/corpus-set.ts';
import type { CorpusTable } from '../../scripts/corpus/tables.ts';

/** Parts of a set as its files would have it, without the files. */

export function corpusNode(
  type: CorpusNode['type'],
  name: string,
  over: Partial<CorpusNode> = {},
): CorpusNode {
  return {
    uniqueId: `${type}.shop.${name}`,
    type,
    relation: { segments: ['wh', 'marts', name], quoted: [false, false, false] },
    relationName: `"wh"."marts"."${name}"`,
    isEphemeral: false,
    parents: [],
    description: '',
    groupDescription: '',
    columns: [],
    hasThreshold: false,
    ...over,
  };
}

export function corpusRun(command: string, results: readonly Partial<RunResult>[]): RunFile {
  const made = results.map((result) => ({
    uniqueId: 'model.shop.orders',
    status: 'success',
    completedAt: '2026-11-20T04:00:00Z',
    relationName: null,
    ...result,
  }));
  return { command, results: made };
}

export function corpusSet(over: Partial<CorpusSet> = {}): CorpusSet {
  return {
    name: 'made',
    folder: '',
    adapterType: 'duckdb',
    nodes: [],
    built: new Set(),
    tests: [],
    catalog: [],
    run: corpusRun('run', []),
    runs: [],
    checks: [],
    nowMs: Date.parse('2026-11-26T12:00:00Z'),
    counts: {
      tables_total: 0,
      data_tests: 0,
      unit_tests: 0,
      tables_with_description: 0,
      columns_with_description: 0,
      catalog: null,
      run_results: { statuses: {} },
      source_freshness_statuses: null,
    },
    ...over,
  };
}

/** A table that the first of its claimants answers for. */
export function corpusTable(
  claimants: readonly CorpusNode[],
  { health = 'CAUTION', healthReasons = [], ...over }: Partial<TableAnswer & TableAnswer['dbt']> = {},
): CorpusTable {
  return {
    name: claimants[0]?.uniqueId ?? 'nothing',
    claimants,
    status: 'EXACT',
    answer: {
      dbtDescription: null,
      lastRefreshedAt: null,
      dbtTests: [],
      dbt: {
        match: { status: 'EXACT', candidates: [] },
        node: null,
        freshness: { sourceStatus: null },
        health,
        healthReasons,
      },
      ...over,
    },
  };
}
