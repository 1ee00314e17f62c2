import { DbtError } from './errors.ts';

/** One page of a list, as dbt's API hands it out. It may hold fewer rows than were asked for, also none. */
export interface Connection<Row> {
  readonly edges: readonly { readonly node: Row }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: unknown };
}

/** Where to go on in each list that has a further page; null = from the start. */
export type Cursors<Name extends string> = ReadonlyMap<Name, string | null>;

export interface ListsToRead<Name extends string, Row> {
  /** Paths in the answer, for the wording of failures. */
  readonly pathOf: (name: Name) => string;
  /** Asks for the next page of each of these lists, side by side. */
  readonly readPages: (cursors: Cursors<Name>) => Promise<ReadonlyMap<Name, Connection<Row>>>;
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
  const lists = new Map(
    names.map((name) => [name, createList<Row>(pathOf(name), (uniqueId) => isWanted(name, uniqueId))]),
  );
  let cursors: Cursors<Name> = new Map(names.map((name) => [name, null]));
  while (cursors.size > 0) {
    const pages = await readPages(cursors);
    const next = new Map<Name, string | null>();
    for (const name of cursors.keys()) {
      const page = pages.get(name);
      if (page === undefined) throw invalid(`dbt's answer lacks the list ${pathOf(name)}.`);
      const cursor = lists.get(name)?.add(page) ?? null;
      if (cursor !== null) next.set(name, cursor);
    }
    cursors = next;
  }
  return new Map([...lists].map(([name, list]) => [name, list.rows()]));
}

/** What has come of one list so far. */
function createList<Row extends { readonly uniqueId: string }>(
  path: string,
  isWanted: (uniqueId: string) => boolean,
) {
  const rows = new Map<string, Row>();
  const cursors = new Set<string>();
  let emptyPages = 0;
  let uselessRows = 0;

  /** The cursor of the next page, null at the end of the list. */
  function toNextCursor({ hasNextPage, endCursor }: Connection<Row>['pageInfo']): string | null {
    if (!hasNextPage) return null;
    if (typeof endCursor !== 'string' || endCursor === '' || cursors.has(endCursor)) {
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
    if (rows.size > MAX_ROWS) throw invalid(`dbt's list ${path} did not end after ${MAX_ROWS} rows.`);
    cursors.add(endCursor);
    return endCursor;
  }

  return {
    rows: (): readonly Row[] => [...rows.values()],
    add({ edges, pageInfo }: Connection<Row>): string | null {
      emptyPages = edges.length === 0 ? emptyPages + 1 : 0;
      for (const { node } of edges) {
        if (rows.has(node.uniqueId) || !isWanted(node.uniqueId)) uselessRows += 1;
        else rows.set(node.uniqueId, node);
      }
      return toNextCursor(pageInfo);
    },
  };
}

function invalid(message: string): DbtError {
  return new DbtError('DBT_RESPONSE_INVALID', message);
}
