import { GraphQLError } from 'graphql';

/** The Discovery API's own ceiling for every connection. */
const MAX_PAGE_SIZE = 500;
/** What a page holds when `first` is omitted. dbt does not document its own default. */
const DEFAULT_PAGE_SIZE = 100;

export interface PageArguments {
  first?: number | null;
  after?: string | null;
}

export interface PageLimit {
  /** A host may hand out fewer rows than were asked for. */
  maxRows: number;
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: {
    startCursor: string | null;
    endCursor: string | null;
    hasNextPage: boolean;
    hasPreviousPage: boolean;
  };
  totalCount: number;
}

/** One page of `all`. Throws a GraphQL error on a page size outside 1 to 500 and on a cursor it never gave. */
export function toConnection<Item extends { unique_id: string }, Node>(
  all: readonly Item[],
  args: PageArguments,
  { maxRows }: PageLimit,
  view: (item: Item) => Node,
): Connection<Node> {
  const size = args.first ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    throw badInput(`The argument first must be between 1 and ${MAX_PAGE_SIZE}`);
  }
  const start = args.after ? positionAfter(all, args.after) : 0;
  const page = all.slice(start, start + Math.min(size, maxRows));
  const edges = page.map((item, index) => ({
    cursor: toCursor(start + index, item.unique_id),
    node: view(item),
  }));
  return {
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      // Set on the last page too, as on the platform: only hasNextPage tells the end.
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: start + page.length < all.length,
      hasPreviousPage: start > 0,
    },
    totalCount: all.length,
  };
}

export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function toCursor(position: number, uniqueId: string): string {
  return Buffer.from(`${position}:${uniqueId}`).toString('base64url');
}

/** Goes by the node where it still exists, so that a reload between two pages neither repeats nor loses nodes. */
function positionAfter(all: readonly { unique_id: string }[], cursor: string): number {
  const [, position, uniqueId] = /^(\d+):(.+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (position === undefined || uniqueId === undefined) throw badInput('The argument after is not a cursor');
  if (all[Number(position)]?.unique_id === uniqueId) return Number(position) + 1;
  const found = all.findIndex((item) => item.unique_id === uniqueId);
  return found === -1 ? Number(position) : found + 1;
}
