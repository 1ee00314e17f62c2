import type { CatalogTable, ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';

const ROW_COUNTS = ['row_count', 'num_rows', 'rows'];
const BYTE_COUNTS = ['bytes', 'num_bytes', 'size'];

type ManifestColumn = NonNullable<ManifestNode['columns']>[number];
type CatalogColumn = NonNullable<CatalogTable['columns']>[number];

/**
 * What the catalog says of a node. Where no catalog lists the node, its columns are those that the project declares, and
 * nothing else is known; null where the project declares none either.
 */
export function catalogView(node: ManifestNode, state: EnvironmentState) {
  const entry = state.catalog.get(node.unique_id);
  const table = entry?.table;
  if (table === undefined && !node.columns?.length) return null;
  return {
    uniqueId: node.unique_id,
    environmentId: state.identity.id,
    runGeneratedAt: entry?.generatedAt ?? null,
    runId: entry?.runId ?? null,
    jobDefinitionId: null,
    type: table?.metadata?.type ?? null,
    comment: table?.metadata?.comment ?? null,
    owner: table?.metadata?.owner || null,
    columns: () => (table === undefined ? declaredColumns(node) : catalogColumns(node, table)),
    stats: Object.entries(table?.stats ?? {}).map(([id, stat]) => ({ ...stat, id: stat.id ?? id })),
    rowCountStat: wholeNumber(table, ROW_COUNTS),
    bytesStat: wholeNumber(table, BYTE_COUNTS),
  };
}

/** Null where neither a catalog nor the project knows columns of the node. */
export function columnCount(node: ManifestNode, state: EnvironmentState): number | null {
  const table = state.catalog.get(node.unique_id)?.table;
  return table === undefined ? node.columns?.length || null : (table.columns?.length ?? 0);
}

/** The warehouse names and types a column, the project describes it: joined by name, exactly, then without case. */
function catalogColumns(node: ManifestNode, table: CatalogTable) {
  const declared = node.columns ?? [];
  const exact = new Map(declared.map((column) => [column.name, column]));
  const folded = new Map(declared.map((column) => [column.name.toLowerCase(), column]));
  return inWarehouseOrder(table.columns ?? []).map((column) => ({
    name: column.name,
    index: column.index ?? null,
    type: column.type ?? null,
    comment: column.comment ?? null,
    ...projectFields(exact.get(column.name) ?? folded.get(column.name.toLowerCase())),
  }));
}

function declaredColumns(node: ManifestNode) {
  return (node.columns ?? []).map((column, position) => ({
    name: column.name,
    index: position + 1,
    type: column.data_type ?? null,
    comment: null,
    ...projectFields(column),
  }));
}

function projectFields(column: ManifestColumn | undefined) {
  return {
    description: column?.description ?? null,
    meta: column === undefined ? null : { ...column.config?.meta, ...column.meta },
    tags: [...new Set([...(column?.tags ?? []), ...(column?.config?.tags ?? [])])],
  };
}

/** By index. A column without one stays behind its neighbour in the file; equal ones keep the order of the file. */
function inWarehouseOrder(columns: readonly CatalogColumn[]): CatalogColumn[] {
  let index = Number.MIN_SAFE_INTEGER;
  const placed = columns.map((column) => {
    index = column.index ?? index;
    return { column, index };
  });
  return placed.sort((a, b) => a.index - b.index).map(({ column }) => column);
}

function wholeNumber(table: CatalogTable | undefined, ids: string[]): number | null {
  for (const id of ids) {
    const value = table?.stats?.[id]?.value;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    const rounded = typeof number === 'number' ? Math.round(number) : Number.NaN;
    if (Number.isSafeInteger(rounded)) return rounded;
  }
  return null;
}
