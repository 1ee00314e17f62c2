import type { Stack } from '../../test/support/start-stack.ts';
import type { Segments } from './spelling.ts';

/** What the subgraph says of one table. */
export interface TableAnswer extends MatchAnswer {
  readonly dbtDescription: string | null;
  readonly lastRefreshedAt: string | null;
  readonly dbtTests: readonly { readonly uniqueId: string; readonly outcome: string }[] | null;
  readonly dbt: MatchAnswer['dbt'] & {
    readonly freshness: { readonly sourceStatus: string | null };
    readonly health: string;
    readonly healthReasons: readonly string[];
  };
}

export interface MatchAnswer {
  readonly dbt: {
    readonly match: {
      readonly status: string;
      readonly candidates: readonly { readonly uniqueId: string }[];
    };
    readonly node: { readonly uniqueId: string } | null;
  };
}

/** What it says of one column. */
export interface ColumnAnswer {
  readonly dbtDescription: string | null;
  readonly dbt: { readonly match: { readonly status: string } };
}

const TABLE = `... on Table { dbtDescription lastRefreshedAt
  dbtTests(filter: { kinds: [GENERIC, SINGULAR, UNIT] }) { uniqueId outcome }
  dbt { match { status candidates { uniqueId } } node { uniqueId } freshness { sourceStatus } health healthReasons } }`;
const MATCH = '... on Table { dbt { match { status candidates { uniqueId } } node { uniqueId } } }';
const COLUMN = '... on Column { dbtDescription dbt { match { status } } }';

const toKey = ([database, schema, name]: Segments) => ({ database, schema, name });
export const toTable = (segments: Segments) => ({ __typename: 'Table', ...toKey(segments) });

export function askTables(stack: Stack, relations: readonly Segments[]): Promise<readonly TableAnswer[]> {
  return askEntities(stack, relations.map(toTable), TABLE);
}

export function askMatches(stack: Stack, relations: readonly Segments[]): Promise<readonly MatchAnswer[]> {
  return askEntities(stack, relations.map(toTable), MATCH);
}

export function askColumns(
  stack: Stack,
  columns: readonly { readonly table: Segments; readonly name: string }[],
): Promise<readonly ColumnAnswer[]> {
  const references = columns.map(({ table, name }) => ({ __typename: 'Column', table: toKey(table), name }));
  return askEntities(stack, references, COLUMN);
}

/** Well under the limits of one request. */
const REFERENCES_PER_REQUEST = 3000;

export async function askEntities<Answer>(
  stack: Stack,
  references: readonly unknown[],
  selection: string,
  perRequest = REFERENCES_PER_REQUEST,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < references.length; start += perRequest) {
    const { body } = await stack.query(
      `query ($references: [_Any!]!) { _entities(representations: $references) { ${selection} } }`,
      { references: references.slice(start, start + perRequest) },
    );
    if (body.errors !== undefined)
      throw new Error(`The subgraph answered with errors: ${JSON.stringify(body.errors)}`);
    answers.push(...body.data._entities);
  }
  return answers;
}
