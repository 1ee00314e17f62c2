import type { Item, Row } from './row.ts';
import { compare } from './row.ts';

/** One table or column, how it should be matched, and how it is. */
export interface Matched {
  readonly item: string;
  readonly expected: string;
  readonly answered: string;
}

/** All statuses that a table or a column can have. */
const STATUSES = [
  'EXACT',
  'FOLDED',
  'WILDCARD',
  'AMBIGUOUS',
  'CONFLICT',
  'NOT_BUILT',
  'NOT_IN_DBT',
  'NOT_CONFIGURED',
  'UNAVAILABLE',
  'CATALOG_NOT_GENERATED',
  'TABLE_NOT_MATCHED',
] as const;

/** How many fall under each status, one line a status. Each that is answered with another than it should be is a difference of both lines. */
export function compareStatuses(what: string, matched: readonly Matched[]): readonly Row[] {
  return STATUSES.flatMap((status) => {
    const expected = matched.filter((entry) => entry.expected === status);
    const extras = matched.filter((entry) => entry.expected !== status && entry.answered === status);
    if (expected.length + extras.length === 0) return [];
    const items = expected.map(({ item, answered }) => toItem(item, answered, answered === status));
    return [
      compare(
        `${what} ${status}`,
        expected.length,
        items,
        extras.map(({ item, expected: right }) => toItem(item, `${status}, not ${right}`, true)),
      ),
    ];
  });
}

function toItem(item: string, answered: string, isAnswered: boolean): Item {
  return { item: `${item} is ${answered}`, isAnswered };
}
