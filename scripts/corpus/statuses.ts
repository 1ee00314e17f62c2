import type { Item, Row } from './row.ts';
import { compare } from './row.ts';

/** One table or column, how it should be matched, and how it is. */
export interface Matched {
  readonly item: string;
  readonly expected: string;
  readonly answered: string;
}

const OF_BOTH = ['EXACT', 'FOLDED', 'AMBIGUOUS', 'NOT_IN_DBT', 'NOT_CONFIGURED', 'UNAVAILABLE'];
const OF_TABLES = [...OF_BOTH, 'WILDCARD', 'CONFLICT', 'NOT_BUILT'];
const OF_COLUMNS = [...OF_BOTH, 'CATALOG_NOT_GENERATED', 'TABLE_NOT_MATCHED'];

/** Every status that a table or a column can have, as the rows name it. */
export const STATUS_MEASURES = [
  ...OF_TABLES.map((status) => toMeasure('tables', status)),
  ...OF_COLUMNS.map((status) => toMeasure('columns', status)),
];

/** How many fall under each status, one line a status. Each that is answered with another than it should be is a difference of both lines. */
export function compareStatuses(what: 'tables' | 'columns', matched: readonly Matched[]): readonly Row[] {
  return (what === 'tables' ? OF_TABLES : OF_COLUMNS).flatMap((status) => {
    const expected = matched.filter((entry) => entry.expected === status);
    const extras = matched.filter((entry) => entry.expected !== status && entry.answered === status);
    if (expected.length + extras.length === 0) return [];
    const items = expected.map(({ item, answered }) => toItem(item, answered, answered === status));
    return [
      compare(
        toMeasure(what, status),
        expected.length,
        items,
        extras.map(({ item, expected: right }) => toItem(item, `${status}, not ${right}`, true)),
      ),
    ];
  });
}

function toMeasure(what: string, status: string): string {
  return `${what} that are ${status}`;
}

function toItem(item: string, answered: string, isAnswered: boolean): Item {
  return { item: `${item} is ${answered}`, isAnswered };
}
