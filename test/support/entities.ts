import { expect } from 'vitest';
import type { Parsed } from './ask.ts';
import type { Stack } from './start-stack.ts';

/** A reference to a table of the demo's warehouse, given as `schema.name` or `database.schema.name`. */
export function table(path: string): { __typename: 'Table'; database: string; schema: string; name: string } {
  const [name = '', schema = '', database = 'warehouse'] = path.split('.').reverse();
  return { __typename: 'Table', database, schema, name };
}

/** A reference to a column, its table given as for `table`. Nested keys carry no type name, as gateways send them. */
export function column(path: string, name: string) {
  const { database, schema, name: tableName } = table(path);
  return { __typename: 'Column', table: { database, schema, name: tableName }, name };
}

/** Asks `_entities` for references; `selections` are inline fragments. Fails on errors. */
export async function entities(
  stack: Stack,
  references: readonly unknown[],
  selections: string,
): Promise<Parsed[]> {
  const { body } = await askEntities(stack, references, selections);
  expect(body.errors).toBeUndefined();
  return body.data._entities;
}

export function askEntities(stack: Stack, references: readonly unknown[], selections: string) {
  return stack.query(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selections} } }`,
    { representations: references },
  );
}

/** The fields of one table. */
export async function tableFacts(stack: Stack, path: string, fields: string): Promise<Parsed> {
  const [facts] = await entities(stack, [table(path)], `... on Table { ${fields} }`);
  return facts;
}

/** The fields of one column. */
export async function columnFacts(stack: Stack, path: string, name: string, fields: string): Promise<Parsed> {
  const [facts] = await entities(stack, [column(path, name)], `... on Column { ${fields} }`);
  return facts;
}
