import { DbtError } from './errors.ts';

/** One page of a list, as dbt's API hands it out. It may hold fewer rows than were asked for, also none. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
  /** Rows of the whole list; null where dbt does not tell. */
  readonly totalRows: number | null;
}

/** Where to go on in each list that has a further page; null = from the start. */
export type Cursors<Name extends string> = ReadonlyMap<Name, string | null>;

export interface ListsToRead<Name extends string, Row> {
  /** Paths in the answer, for the wording of failures. */
  readonly pathOf: (name: Name) => string;
  /** Asks for the next page of each of these lists, side by side. */
  readonly readPages: (cursors: Cursors<Name>) => Promise<ReadonlyMap<Name, ListPage<Row>>>;
  /** False for a row that nobody asked for; it is passed over. */
  readonly isWanted?: (name: Name, uniqueId: string) => boolean;
}

/** An honest host may give a page without rows now and then; one that goes on so gives no rows at all. */
const MAX_EMPTY_PAGES = 3;
/** Rows that came before come again where a job adds nodes between two pages, as many as it adds. */
const MAX_USELESS_ROWS = 1000;
/** Far over the largest project known, and an end for a host that makes up rows. */
const MAX_ROWS = 1_000_000;

/**
 * Reads lists to their ends, each row once, in as many requests as the longest has pages. Their number has no bound of its own: a host may
 * hand out one row a page. What ends a list that does not end is that its rows must grow: neither pages without rows, nor rows that
 * are known, nor cursors that are known lead on for ever.
 */
export async function readToEnd<Name extends string, Row extends { readonly uniqueId: string }>(
  names: readonly Name[],
  { pathOf, readPages, isWanted = () => true }: ListsToRead<Name, Row>,
): Promise<ReadonlyMap<Name, readonly Row[]>> {
  const readers = new Map(
    names.map((name) => [name, createListReader(pathOf(name), (uniqueId) => isWanted(name, uniqueId))]),
  );
  const rows = new Map<Name, Row[]>(names.map((name) => [name, []]));
  for (;;) {
    const cursors = new Map<Name, string | null>();
    for (const [name, reader] of readers) if (!reader.isAtEnd) cursors.set(name, reader.cursor);
    if (cursors.size === 0) return rows;
    const pages = await readPages(cursors);
    for (const name of cursors.keys())
      rows.get(name)?.push(...(readers.get(name)?.accept(pages.get(name)) ?? []));
  }
}

/** Follows one list by its cursors. */
export interface ListReader {
  /** The rows of the page that did not come before. Throws a DbtError where the page is missing, or leads nowhere. */
  accept<Row extends { readonly uniqueId: string }>(page: ListPage<Row> | undefined): readonly Row[];
  readonly isAtEnd: boolean;
  /** Where to go on; null = from the start. */
  readonly cursor: string | null;
  /** How many have come. */
  readonly rows: number;
  /** Of the whole list; null where dbt does not tell. */
  readonly totalRows: number | null;
}

/** `path` is the list's in the answer, for the wording of failures. */
export function createListReader(
  path: string,
  isWanted: (uniqueId: string) => boolean = () => true,
): ListReader {
  const known = new Set<string>();
  const cursors = new Set<string>();
  let cursor: string | null = null;
  let isAtEnd = false;
  let totalRows: number | null = null;
  let emptyPages = 0;
  let uselessRows = 0;

  function goOn({ hasNextPage, endCursor }: ListPage<unknown>): void {
    isAtEnd = !hasNextPage;
    if (isAtEnd) return;
    if (endCursor === null || endCursor === '' || cursors.has(endCursor)) {
      throw invalid(`dbt's list ${path} says "more" without a new cursor.`);
    }
    if (emptyPages >= MAX_EMPTY_PAGES) {
      throw invalid(
        `dbt's list ${path} says "more", and gave ${MAX_EMPTY_PAGES} pages in a row without rows.`,
      );
    }
    if (uselessRows > MAX_USELESS_ROWS) {
      throw invalid(`dbt's list ${path} goes on with rows that it gave before, or that nobody asked for.`);
    }
    if (known.size > MAX_ROWS) throw invalid(`dbt's list ${path} did not end after ${MAX_ROWS} rows.`);
    cursors.add(endCursor);
    cursor = endCursor;
  }

  return {
    accept(page) {
      if (page === undefined) throw invalid(`dbt's answer lacks the list ${path}.`);
      emptyPages = page.rows.length === 0 ? emptyPages + 1 : 0;
      totalRows = page.totalRows;
      const fresh = page.rows.filter(({ uniqueId }) => {
        if (known.has(uniqueId) || !isWanted(uniqueId)) return false;
        known.add(uniqueId);
        return true;
      });
      uselessRows += page.rows.length - fresh.length;
      goOn(page);
      return fresh;
    },
    get isAtEnd() {
      return isAtEnd;
    },
    get cursor() {
      return cursor;
    },
    get rows() {
      return known.size;
    },
    get totalRows() {
      return totalRows;
    },
  };
}

function invalid(message: string): DbtError {
  return new DbtError('DBT_RESPONSE_INVALID', message);
}
