import type { NodeTest, ResourceType } from '../node.ts';
import { createRowMap, type RowMap } from '../relation-index/row-map.ts';
import { toRunEffect } from '../run-status.ts';
import { toFailingTests } from './failing-tests.ts';
import type { GraphNode } from './graph-node.ts';
import { createGraphTable, type GraphColumns, type GraphTable } from './graph-table.ts';
import { type SourceCheck, toSourceCheck } from './source-check.ts';

/** What the nodes of one environment are made of, in typed arrays: some two hundred bytes a node, edges included. */
export interface EnvironmentGraph {
  readonly environmentId: string;
  /** Whether the host tells what every model and snapshot is made of. */
  readonly listsParents: boolean;
  /** How many ids there are, those included that nodes only name as a parent: rows count from 0 to below it. */
  readonly rowCount: number;
  /** What the graph weighs in memory. */
  readonly weightBytes: number;
  /** Null for an id that stands nowhere in the graph. */
  rowOf(uniqueId: string): number | null;
  idAt(row: number): string;
  /** Null for what nobody lists. */
  stateAt(row: number): GraphNode['state'] | null;
  resourceTypeAt(row: number): ResourceType;
  /** Whether the host tells what the node is made of; true of what nobody lists. */
  tellsParents(row: number): boolean;
  /** Calls back with the row of each parent, of some twice; the node may be its own. */
  eachParent(row: number, visit: (parent: number) => void): void;
  /** The word with which the last attempt to build the node failed; null where it did not. */
  failedStatusAt(row: number): string | null;
  /** Null for all but applied sources. */
  checkAt(row: number): SourceCheck | null;
  /** Failing data tests that an applied node lists, those of other nodes included. */
  testsAt(row: number): readonly NodeTest[];
  /** The graph as it leaves the process. */
  columns(): GraphColumns;
}

/** Builds a graph from nodes as they come, page by page and state by state in any order: next to nothing is left for the end. */
export interface EnvironmentGraphBuilder {
  /** A node that came before in the same state counts once. */
  add(nodes: readonly GraphNode[]): void;
  /** Copies some arrays once, to their true length. Nothing is added afterwards. */
  finish(): EnvironmentGraph;
}

export function createEnvironmentGraphBuilder(environmentId: string): EnvironmentGraphBuilder {
  const table = createGraphTable();
  const byId = createRowMap();
  /** While nodes come, ids are asked for several times each, and a map of texts is the fastest. */
  const rows = new Map<string, number>();

  function rowOf(uniqueId: string): number {
    const known = rows.get(uniqueId);
    if (known !== undefined) return known;
    const row = table.addId(uniqueId);
    rows.set(uniqueId, row);
    byId.add(uniqueId, row);
    return row;
  }

  function addOne(node: GraphNode): void {
    const { state, resourceType } = node;
    const row = rowOf(node.uniqueId);
    if (table.isIn(row, state)) return;
    // What an applied node is made as counts, should the project have changed since.
    const isKnown = state === 'definition' && table.isIn(row, 'applied');
    table.setNode(row, state, isKnown ? table.resourceTypeAt(row) : resourceType);
    table.setParents(row, state, node.parents && [...new Set(node.parents.map(rowOf))]);
    if (state === 'definition') return;
    if (resourceType === 'SOURCE') table.setCheck(row, toSourceCheck(node.freshness));
    else if (node.lastRunStatus !== null && toRunEffect(node.lastRunStatus) === 'FAILED') {
      table.setFailedStatus(row, node.lastRunStatus.trim().toLowerCase());
    }
    table.setTests(row, toFailingTests(node.tests));
  }

  return {
    add: (nodes) => nodes.forEach(addOne),
    finish() {
      rows.clear();
      return toEnvironmentGraph(environmentId, table, byId);
    },
  };
}

/** A graph over a table that is whole. */
export function toEnvironmentGraph(environmentId: string, table: GraphTable, byId: RowMap): EnvironmentGraph {
  table.trim();
  byId.trim();

  function stateAt(row: number): GraphNode['state'] | null {
    if (table.isIn(row, 'applied')) return 'applied';
    return table.isIn(row, 'definition') ? 'definition' : null;
  }

  function tellsParents(row: number): boolean {
    const state = stateAt(row);
    const resourceType = table.resourceTypeAt(row);
    if (state === null || resourceType === 'SOURCE' || resourceType === 'SEED') return true;
    return table.hasParents(row, 'definition') || (state === 'applied' && table.hasParents(row, 'applied'));
  }

  /** dbt's applied parents may leave out what is not applied, such as ephemeral models: the definition state tells those. */
  function eachParent(row: number, visit: (parent: number) => void): void {
    const resourceType = table.resourceTypeAt(row);
    if (resourceType === 'SOURCE' || resourceType === 'SEED') return;
    const isTold = table.isIn(row, 'applied') && table.hasParents(row, 'applied');
    if (isTold) table.eachParent(row, 'applied', visit);
    table.eachParent(row, 'definition', (parent) => {
      if (!isTold || !table.isIn(parent, 'applied')) visit(parent);
    });
  }

  let listsParents = true;
  for (let row = 0; row < table.size && listsParents; row += 1) listsParents = tellsParents(row);

  return {
    environmentId,
    listsParents,
    rowCount: table.size,
    weightBytes: table.bytes + byId.bytes,
    rowOf: (uniqueId) => findRow(table, byId, uniqueId),
    idAt: table.idAt,
    stateAt,
    resourceTypeAt: table.resourceTypeAt,
    tellsParents,
    eachParent,
    failedStatusAt: table.failedStatusAt,
    checkAt: table.checkAt,
    testsAt: table.testsAt,
    columns: table.columns,
  };
}

function findRow(table: GraphTable, byId: RowMap, uniqueId: string): number | null {
  return byId.candidates(uniqueId).find((row) => table.idAt(row) === uniqueId) ?? null;
}
