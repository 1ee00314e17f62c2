import { toPositionShift } from '../facts/column-position.ts';
import type { TestFact } from '../facts/facts.ts';
import { createColumnIndex } from '../facts/match-column.ts';
import { describeColumns, sortColumns, uniteColumns } from '../facts/merge-columns.ts';
import type { CatalogColumn, NodeDetails } from '../facts/node.ts';
import { createTestsByColumn } from '../facts/test-columns.ts';
import type { TableCatalog } from './table-facts.ts';

interface CatalogParts {
  /** The node that answers; null where dbt does not list it any more. */
  readonly base: NodeDetails | null;
  readonly otherSources: readonly NodeDetails[];
  readonly ownColumns: readonly CatalogColumn[];
  /** A list for each of the other sources. */
  readonly sourceColumns: readonly (readonly CatalogColumn[])[];
  readonly tests: readonly TestFact[];
}

/** What the columns of a matched table are answered from. Several sources are one table; beside a builder they add texts alone. */
export function toTableCatalog(parts: CatalogParts): TableCatalog {
  const { base, otherSources, ownColumns, sourceColumns, tests } = parts;
  const isSource = base?.resourceType === 'SOURCE';
  const listed = sortColumns(
    isSource ? uniteColumns([ownColumns, ...sourceColumns]) : describeColumns(ownColumns, sourceColumns),
  );
  const nodes = isSource ? [base, ...otherSources] : [base];
  return {
    inCatalog: nodes.some((node) => node?.inCatalog ?? false),
    listed,
    columns: createColumnIndex(listed),
    sourceColumns: createColumnIndex(uniteColumns(sourceColumns)),
    positionShift: toPositionShift(listed),
    testsOf: createTestsOf(tests, listed),
  };
}

/** Sorted by column when the first column asks, and only then. */
function createTestsOf(tests: readonly TestFact[], columns: readonly CatalogColumn[]) {
  let byColumn: ReturnType<typeof createTestsByColumn> | undefined;
  return (columnName: string): readonly TestFact[] => {
    byColumn ??= createTestsByColumn(
      tests,
      columns.map(({ name }) => name),
    );
    return byColumn(columnName);
  };
}
