import type { IndexList } from '../../dbt/operations.ts';
import { GRAPH_LISTS, NODE_KINDS } from '../../dbt/operations.ts';
import type { TestSeverity } from '../../facts/facts.ts';
import { createRelationIndexBuilder } from '../../facts/relation-index/builder.ts';
import {
  createEnvironmentGraphBuilder,
  type EnvironmentGraph,
} from '../../facts/upstream/environment-graph.ts';
import type { PartBuilder } from '../jobs/part-read.ts';
import { type IndexHead, isGraphRow, isNodeRow, isTestRow } from './index-page.ts';
import type { IndexedState, IndexPart, Severities, StateName } from './index-values.ts';

/** The lists of dbt's API that a part is read from. */
export const PART_LISTS: Readonly<Record<IndexPart, readonly IndexList[]>> = {
  applied: NODE_KINDS.map((kind): IndexList => `applied.${kind}`),
  definition: NODE_KINDS.map((kind): IndexList => `definition.${kind}`),
  severities: ['applied.tests'],
  graph: GRAPH_LISTS,
};

/** Builds one state from its pages, so that nothing is left to do at the end that takes longer with more nodes. */
export function createStateBuilder(environmentId: string, state: StateName): PartBuilder<IndexedState> {
  let head: IndexHead | null = null;
  let relations: ReturnType<typeof createRelationIndexBuilder> | null = null;
  return {
    add(page) {
      head ??= page.head;
      const { adapterType, projectName } = head;
      relations ??= createRelationIndexBuilder({ environmentId, adapterType, projectName });
      for (const list of PART_LISTS[state]) relations.add(page.lists[list]?.rows.filter(isNodeRow) ?? []);
    },
    async finish() {
      if (head === null || relations === null) throw new Error('A state is made of at least one page.');
      const { adapterType, projectName, marks, hasCatalog } = head;
      const lastUpdatedAt = state === 'applied' ? marks.appliedLastUpdatedAt : marks.definitionLastUpdatedAt;
      return { adapterType, projectName, lastUpdatedAt, marks, hasCatalog, relations: relations.finish() };
    },
  };
}

export function createSeveritiesBuilder(): PartBuilder<Severities> {
  const byTest = new Map<string, TestSeverity>();
  return {
    add(page) {
      for (const row of page.lists['applied.tests']?.rows ?? []) {
        if (isTestRow(row) && row.severity !== null) byTest.set(row.uniqueId, row.severity);
      }
    },
    finish: async () => ({ byTest }),
  };
}

export function createGraphBuilder(environmentId: string): PartBuilder<EnvironmentGraph> {
  const graph = createEnvironmentGraphBuilder(environmentId);
  return {
    add(page) {
      for (const list of GRAPH_LISTS) graph.add(page.lists[list]?.rows.filter(isGraphRow) ?? []);
    },
    finish: async () => graph.finish(),
  };
}
