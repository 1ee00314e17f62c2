import { toText } from './descriptions.ts';
import { createColumnIndex, findColumn } from './match-column.ts';
import type { CatalogColumn } from './node.ts';

/**
 * The columns of a table that a builder answers for: the builder's own, each blank text filled from the first source that has one. The
 * other facts of a column are those of the relation that was built.
 */
export function describeColumns(
  own: readonly CatalogColumn[],
  sources: readonly (readonly CatalogColumn[])[],
): readonly CatalogColumn[] {
  return fillColumns(own, sources, (column, other) => ({
    ...column,
    description: toText(column.description) ?? other.description,
  }));
}

/** The columns of a table that several sources declare: those of all, each fact of a column from the first source that has it. */
export function uniteColumns(sources: readonly (readonly CatalogColumn[])[]): readonly CatalogColumn[] {
  const [first = [], ...others] = sources.filter((columns) => columns.length > 0);
  if (others.length === 0) return first;
  const united = [...first];
  for (const columns of others) {
    const known = createColumnIndex(united);
    united.push(...columns.filter(({ name }) => findColumn(name, known) === null));
  }
  return fillColumns(united, others, (column, other) => ({
    name: column.name,
    description: toText(column.description) ?? other.description,
    dataType: toText(column.dataType) ?? other.dataType,
    index: column.index ?? other.index,
    tags: column.tags.length > 0 ? column.tags : other.tags,
    meta: isEmptyMeta(column.meta) ? other.meta : column.meta,
  }));
}

/** Columns in the catalog's order: by position where dbt tells it, else as they are listed. */
export function sortColumns(columns: readonly CatalogColumn[]): readonly CatalogColumn[] {
  const positionOf = ({ index }: CatalogColumn) => index ?? Number.POSITIVE_INFINITY;
  const isSorted = columns.every((column, place) => {
    const before = columns[place - 1];
    return before === undefined || positionOf(before) <= positionOf(column);
  });
  if (isSorted) return columns;
  return [...columns].sort((left, right) => {
    const [leftAt, rightAt] = [positionOf(left), positionOf(right)];
    return leftAt === rightAt ? 0 : leftAt - rightAt;
  });
}

function fillColumns(
  columns: readonly CatalogColumn[],
  sources: readonly (readonly CatalogColumn[])[],
  fill: (column: CatalogColumn, other: CatalogColumn) => CatalogColumn,
): readonly CatalogColumn[] {
  let filled = columns;
  for (const others of sources) {
    if (others.length === 0) continue;
    const index = createColumnIndex(others);
    filled = filled.map((column) => {
      const other = findColumn(column.name, index);
      return other === null ? column : fill(column, other);
    });
  }
  return filled;
}

function isEmptyMeta(meta: unknown): boolean {
  return meta === null || (typeof meta === 'object' && Object.keys(meta).length === 0);
}
