import type { Cause } from './explanations.ts';

/** One line of the table of agreement. */
export interface Row {
  readonly measure: string;
  /** What the independent counts say. */
  readonly counted: number;
  /** What the subgraph answers. */
  readonly answered: number;
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly item: string;
  /** Null for a defect. */
  readonly cause: Cause | null;
}

/** One thing that was counted, or that was answered without having been counted. */
export interface Item {
  readonly item: string;
  readonly isAnswered: boolean;
  /** Why it is not answered as counted, or is answered though it was not counted. */
  readonly cause?: Cause | null;
}

/** Sets what was counted beside what is answered, item by item. */
export function compare(
  measure: string,
  counted: number,
  items: readonly Item[],
  extras: readonly Item[] = [],
): Row {
  const differences = [...items.filter(({ isAnswered }) => !isAnswered), ...extras].map(
    ({ item, cause }) => ({
      item,
      cause: cause ?? null,
    }),
  );
  if (items.length !== counted) {
    differences.push({ item: `the files hold ${items.length}, ${counted} were counted`, cause: null });
  }
  const answered = items.filter(({ isAnswered }) => isAnswered).length + extras.length;
  return { measure, counted, answered, differences };
}

export function unexplained(rows: readonly Row[]): readonly string[] {
  return rows.flatMap(({ measure, differences }) =>
    differences.flatMap(({ item, cause }) => (cause === null ? [`${measure}: ${item}`] : [])),
  );
}
