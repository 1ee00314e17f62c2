import { type ListPage, readToEnd } from '../../src/dbt/cursors.ts';
import type { ChangeMarks, DiscoveryClient, IndexListPage } from '../../src/dbt/discovery-client.ts';
import type { DiscoveryCall } from '../../src/dbt/discovery-sender.ts';
import type { IndexList } from '../../src/dbt/operations.ts';
import type {
  WireDeclaredNode,
  WireGraphNode,
  WireIndexedNode,
  WireTestConfig,
} from '../../src/dbt/responses.ts';

/** Lists of an environment's index, each from its first row to its last. */
export interface WholeIndex {
  readonly adapterType: string | null;
  /** As they stood on the first page. */
  readonly marks: ChangeMarks;
  readonly nodes: ReadonlyMap<IndexList, readonly WireIndexedNode[]>;
  readonly tests: readonly WireTestConfig[];
}

type Row = WireIndexedNode | WireTestConfig | WireGraphNode | WireDeclaredNode;

/** Reads the pages of these lists side by side, to the end of the longest. */
export async function readIndex(
  client: DiscoveryClient,
  call: DiscoveryCall,
  environmentId: string,
  lists: readonly IndexList[],
): Promise<WholeIndex> {
  let head: Pick<WholeIndex, 'adapterType' | 'marks'> | undefined;
  const nodes = new Map<IndexList, readonly WireIndexedNode[]>();
  const tests: WireTestConfig[] = [];
  const rows = await readToEnd<IndexList, Row>(lists, {
    pathOf: (list) => `environment.${list}`,
    async readPages(cursors) {
      const page = await client.readIndexPage(call, environmentId, cursors);
      head ??= { adapterType: page.adapterType, marks: page.marks };
      return new Map([...page.lists].map(([list, found]) => [list, toListPage(found)]));
    },
  });
  for (const [list, found] of rows) {
    nodes.set(list, found.filter(isNode));
    tests.push(...found.filter(isTest));
  }
  if (head === undefined) throw new Error('No list was asked for.');
  return { ...head, nodes, tests };
}

const isTest = (row: Row): row is WireTestConfig => 'config' in row;
const isNode = (row: Row): row is WireIndexedNode => 'relationName' in row;

function toListPage({ nodes, tests, graph, ...page }: IndexListPage): ListPage<Row> {
  return { ...page, rows: [...nodes, ...tests, ...graph] };
}
