import type { Relation } from './spelling.ts';

/** One project of the corpus, as its files have it. */
export interface CorpusSet {
  readonly name: string;
  readonly folder: string;
  readonly adapterType: string;
  readonly nodes: readonly CorpusNode[];
  /** Ids of the models, seeds and snapshots that stand in the warehouse. */
  readonly built: ReadonlySet<string>;
  readonly tests: readonly CorpusTest[];
  readonly catalog: readonly CatalogEntry[];
  /** The run whose results were counted. */
  readonly run: RunFile;
  /** All runs, oldest first. */
  readonly runs: readonly RunFile[];
  /** All freshness checks, oldest first. */
  readonly checks: readonly FreshnessCheck[];
  /** What counts as the present: a day after the newest of the artifacts. */
  readonly nowMs: number;
  /** The independent counts beside the files. */
  readonly counts: Counts;
}

export interface CorpusNode {
  readonly uniqueId: string;
  readonly type: 'model' | 'seed' | 'snapshot' | 'source';
  readonly relation: Relation;
  readonly relationName: string | null;
  readonly isEphemeral: boolean;
  /** Ids of what it is made of, as the manifest lists them. */
  readonly parents: readonly string[];
  readonly description: string;
  /** Sources only: the text of the group. */
  readonly groupDescription: string;
  readonly columns: readonly { readonly name: string; readonly description: string }[];
  /** Sources only: whether the criteria of freshness hold a threshold. */
  readonly hasThreshold: boolean;
}

export interface CorpusTest {
  readonly uniqueId: string;
  readonly isUnit: boolean;
  /** The nodes whose tables show the test: one, or several for a singular test. */
  readonly owners: readonly string[];
}

export interface CatalogEntry {
  readonly uniqueId: string;
  readonly relation: Relation;
  readonly columns: readonly string[];
}

export interface RunFile {
  readonly command: string;
  readonly results: readonly RunResult[];
}

export interface RunResult {
  readonly uniqueId: string;
  /** In lower case. */
  readonly status: string;
  readonly completedAt: string | null;
  readonly relationName: string | null;
}

export interface FreshnessCheck {
  readonly uniqueId: string;
  /** In lower case. */
  readonly status: string;
  readonly maxLoadedAt: string | null;
  readonly snapshottedAt: string | null;
  readonly generatedAt: string;
  readonly hasThreshold: boolean;
}

export interface Counts {
  readonly tables_total: number;
  readonly data_tests: number;
  readonly unit_tests: number;
  readonly tables_with_description: number;
  readonly columns_with_description: number;
  readonly catalog: { readonly nodes: number; readonly sources: number; readonly columns: number } | null;
  readonly run_results: { readonly statuses: Readonly<Record<string, number>> };
  readonly source_freshness_statuses: Readonly<Record<string, number>> | null;
}
