import { z } from 'zod';
import type { ListPage } from '../../dbt/cursors.ts';
import type { ChangeMarks } from '../../dbt/discovery-client.ts';
import type { IndexList } from '../../dbt/operations.ts';
import type { TestSeverity } from '../../facts/facts.ts';
import type { IndexedNode } from '../../facts/node.ts';
import type { GraphNode } from '../../facts/upstream/graph-node.ts';

/** One answer of dbt to a question for the next pages of some lists of an environment. */
export interface IndexPage {
  readonly head: IndexHead;
  readonly lists: Readonly<Partial<Record<IndexList, ListPage<IndexRow>>>>;
}

/** What every page says of its environment. */
export interface IndexHead {
  readonly adapterType: string | null;
  readonly projectName: string | null;
  /** dbt's own marks of change, as they were when the page was read. */
  readonly marks: ChangeMarks;
  /** Whether any job has generated docs; null where the page does not tell. */
  readonly hasCatalog: boolean | null;
}

export type IndexRow = IndexedNode | GraphNode | TestRow;

/** A data test, of which the severity alone is read from here. */
export interface TestRow {
  readonly uniqueId: string;
  readonly severity: TestSeverity | null;
}

export function isNodeRow(row: IndexRow): row is IndexedNode {
  return 'relationName' in row;
}

export function isGraphRow(row: IndexRow): row is GraphNode {
  return 'parents' in row;
}

export function isTestRow(row: IndexRow): row is TestRow {
  return 'severity' in row;
}

/** Whether a value from outside the process has the shape of a page, as deep as the readers rely on. */
export function isIndexPage(value: unknown): value is IndexPage {
  return loggedPage.safeParse(value).success;
}

const textOrNull = z.string().nullable();
const loggedPage = z.object({
  head: z.object({
    adapterType: textOrNull,
    projectName: textOrNull,
    marks: z.object({
      appliedLastUpdatedAt: textOrNull,
      latestGitSha: textOrNull,
      definitionLastUpdatedAt: textOrNull,
    }),
    hasCatalog: z.boolean().nullable(),
  }),
  lists: z.record(
    z.string(),
    z.object({
      rows: z.array(z.object({ uniqueId: z.string() })),
      hasNextPage: z.boolean(),
      endCursor: textOrNull,
      totalRows: z.number().nullable(),
    }),
  ),
});
