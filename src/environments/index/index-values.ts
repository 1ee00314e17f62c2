import type { ChangeMarks } from '../../dbt/discovery-client.ts';
import type { TestSeverity } from '../../facts/facts.ts';
import type { RelationIndex } from '../../facts/relation-index.ts';

/** What is read of an environment as a whole: the nodes of one state, the severity of its tests, or what its nodes are made of. */
export type StateName = 'applied' | 'definition';
export type IndexPart = StateName | 'severities' | 'graph';
export const INDEX_PARTS: readonly IndexPart[] = ['applied', 'definition', 'severities', 'graph'];

/** One state of an environment. */
export interface IndexedState {
  readonly adapterType: string | null;
  readonly projectName: string | null;
  /** dbt's own mark of change of this state, as it was sent. */
  readonly lastUpdatedAt: string | null;
  /** What dbt says of its own changes, as it was when the read began. */
  readonly marks: ChangeMarks;
  /** Whether any job has generated docs; null where the nodes do not tell. */
  readonly hasCatalog: boolean | null;
  readonly relations: RelationIndex;
}

/** Severity by the test's uniqueId; a test without a known severity is missing. */
export interface Severities {
  readonly byTest: ReadonlyMap<string, TestSeverity>;
}
