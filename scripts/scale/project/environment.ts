import { countsOf, KINDS, type Kind, namesOf, numberOf, TESTS_PER_MODEL } from './names.ts';
import { type Form, nodeRow, type RowContext, titleOf } from './node-row.ts';
import type { Row } from './row.ts';
import { testRow } from './tests.ts';
import { changedAt } from './times.ts';

/** The largest page of dbt's environment lists. */
const MAX_PAGE_ROWS = 500;
const DEFAULT_PAGE_ROWS = 100;

/** What dbt answers with a message in `errors`. */
export class RefusedQuery extends Error {}

interface ListArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly filter?: Readonly<Record<string, unknown>> | null;
}

/** The `Environment` of the API. */
export function environmentRow(context: RowContext): Row {
  const lastUpdatedAt = changedAt(context.changes);
  return {
    adapterType: 'snowflake',
    dbtProjectName: `project_${context.environmentId}`,
    applied: {
      lastUpdatedAt,
      latestGitSha: context.changes.toString(16).padStart(40, '0'),
      lineage: lineageOf(context),
      tests: testsOf(context),
      ...listsOf(context, 'applied'),
    },
    definition: { lastUpdatedAt, lineage: lineageOf(context), ...listsOf(context, 'definition') },
  };
}

function listsOf(context: RowContext, form: Form): Row {
  const counts = countsOf(context.models, context.weave);
  return Object.fromEntries(
    KINDS.map((kind) => {
      const list = `${form}.${kind}`;
      const rowAt = (number: number) => nodeRow(context, kind, number, form);
      return [
        kind,
        (given: ListArguments) => {
          const ids = uniqueIdsOf(given);
          if (ids === null) return connectionOf(list, counts[kind], rowAt, given);
          const numbers = ids.map((id) => existingNumber(id, kind, counts[kind])).filter((n) => n !== null);
          return connectionOf(list, numbers.length, (position) => rowAt(numbers[position] ?? 0), given);
        },
      ];
    }),
  );
}

/** Only the config of a test is told nowhere else; the list has no filter here. */
function testsOf({ models }: RowContext) {
  return (given: ListArguments) => {
    if (uniqueIdsOf(given) !== null) throw new RefusedQuery('This server has no filter for tests.');
    const rowAt = (number: number): Row => ({
      ...testRow(Math.floor(number / TESTS_PER_MODEL), number % TESTS_PER_MODEL),
      __typename: 'TestAppliedStateNode',
    });
    return connectionOf('applied.tests', models * TESTS_PER_MODEL, rowAt, given);
  };
}

/** The graph in one answer, without pages: the nodes of the wanted types. */
function lineageOf(context: RowContext) {
  return ({ filter }: { readonly filter: { readonly types?: readonly string[] | null } }) => {
    const counts = countsOf(context.models, context.weave);
    return KINDS.filter((kind) => filter.types?.includes(titleOf(kind)) ?? true).flatMap((kind) =>
      Array.from({ length: counts[kind] }, (_, number) => nodeRow(context, kind, number, 'lineage')),
    );
  };
}

/** Null where the list is not narrowed; an empty list narrows nothing, as at dbt's. */
function uniqueIdsOf({ filter }: ListArguments): readonly string[] | null {
  const { uniqueIds, ...others } = filter ?? {};
  if (Object.keys(others).length > 0) throw new RefusedQuery('This server filters by uniqueIds only.');
  return Array.isArray(uniqueIds) && uniqueIds.length > 0 ? uniqueIds : null;
}

function existingNumber(uniqueId: string, kind: Kind, count: number): number | null {
  const number = numberOf(uniqueId);
  return number >= 0 && number < count && namesOf(kind, number).uniqueId === uniqueId ? number : null;
}

function connectionOf(
  list: string,
  totalCount: number,
  rowAt: (position: number) => Row,
  { first, after }: ListArguments,
): Row {
  const wanted = first ?? DEFAULT_PAGE_ROWS;
  if (wanted < 1 || wanted > MAX_PAGE_ROWS) throw new RefusedQuery(`first must be 1 to ${MAX_PAGE_ROWS}.`);
  const start = after === null || after === undefined ? 0 : positionOf(after, list);
  const end = Math.min(totalCount, start + wanted);
  const edges = Array.from({ length: Math.max(0, end - start) }, (_, offset) => ({
    cursor: cursorOf(list, start + offset + 1),
    node: rowAt(start + offset),
  }));
  return {
    edges,
    totalCount,
    pageInfo: {
      hasNextPage: end < totalCount,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function cursorOf(list: string, position: number): string {
  return Buffer.from(`${list}:${position}`).toString('base64url');
}

function positionOf(cursor: string, list: string): number {
  const [name, position] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
  if (name !== list || !/^\d+$/.test(position ?? '')) {
    throw new RefusedQuery(`The cursor is none of ${list}.`);
  }
  return Number(position);
}
