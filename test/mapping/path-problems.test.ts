import { expect, it } from 'vitest';
import { problemsOf } from './problems.ts';

const OWNER = `owner: |
  interface Named { schema: String! name: String! }
  union Parent = Schema | Other
  enum Spelling { PLAIN QUOTED }
  type Schema { name: String! }
  type Other { name: String! }
  type Table {
    id: ID! schema: String! name: String! tags: [String!]! holder: Schema! parent: Parent
    label(as: Spelling!): String! named: Named since: Date
  }
`;
const FIELDS = '`id`, `schema`, `name`, `tags`, `holder`, `parent`, `label`, `named` and `since`';

it.each([
  {
    fault: 'a field that is almost there',
    schema: 'schemma',
    says: '`owner` has no field `Table.schemma`. Did you mean `schema`? Name one that is there, or add the field to `owner` if the graph has it.',
  },
  {
    fault: 'a field that nothing is near to',
    schema: 'warehouse',
    says: `\`owner\` has no field \`Table.warehouse\`. There is ${FIELDS}. Name one that is there, or add the field to \`owner\` if the graph has it.`,
  },
  {
    fault: 'a field further on that is not there',
    schema: 'holder.nme',
    says: '`owner` has no field `Schema.nme`. Did you mean `name`? Name one that is there, or add the field to `owner` if the graph has it.',
  },
  {
    fault: 'a list at its end',
    schema: 'tags',
    says: '`Table.tags` is a list, and a path leads to one value. Name a field that holds one, or add one to the graph.',
  },
  {
    fault: 'a list on its way',
    schema: 'tags.name',
    says: '`Table.tags` is a list, and a path leads to one value. Name a field that holds one, or add one to the graph.',
  },
  {
    fault: 'a union on its way',
    schema: 'parent.name',
    says: '`parent` is a union (`Parent`), whose types have no field in common. Name a field that leads to one type, or to an interface.',
  },
  {
    fault: 'an object at its end',
    schema: 'holder',
    says: '`holder` ends in an object of type `Schema`, and a text is wanted. Go on to one of its fields: `holder.name`.',
  },
  {
    fault: 'a value on its way',
    schema: 'holder.name.text',
    says: '`holder.name` is a `String`, which has no fields. End the path there: `holder.name`.',
  },
  {
    fault: 'an argument that is missing',
    schema: 'label',
    says: '`label` does not fit `Table.label`. Field "label" argument "as" of type "Spelling!" is required, but it was not provided. Its arguments are `(as: Spelling!)`: write them as in a query, `label(as: …)`.',
  },
  {
    fault: 'an argument of a value that is not there',
    schema: 'label(as: PLAN)',
    says: '`label(as: PLAN)` does not fit `Table.label`. Value "PLAN" does not exist in "Spelling" enum. Did you mean the enum value "PLAIN"? Its arguments are `(as: Spelling!)`: write them as in a query, `label(as: …)`.',
  },
  {
    fault: 'an argument where none is taken',
    schema: 'schema(as: PLAIN)',
    says: '`schema(as: PLAIN)` does not fit `Table.schema`. Unknown argument "as" on field "Table.schema". Write `schema` alone.',
  },
  {
    fault: 'a type that the excerpt leaves out',
    schema: 'since',
    says: '`owner` does not define `Date`, the type of `Table.since`. Add it as the graph has it: `scalar Date`, `enum Date`….',
  },
  ...[
    'a b',
    'schema { name }',
    'other: schema',
    'schema @skip(if: true)',
    'label(as: $x)',
    '..',
    'label(as',
  ].map((schema) => ({
    fault: `\`${schema}\`, which is no path`,
    schema,
    says: `\`${schema}\` is no path of fields. Write field names with dots between them, such as \`schema.name\`, arguments in parentheses: \`name(format: PLAIN)\`.`,
  })),
])('a path with $fault is refused', ({ schema, says }) => {
  const mapping = `tables:
  - type: Table
    relation:
      name: name
      schema: '${schema}'
${OWNER}`;
  expect(problemsOf(mapping)).toEqual([`5: ${says}`]);
});

it.each([
  {
    need: 'takes an argument',
    schema: 'label(as: PLAIN)',
    says: "`Table.label` takes an argument, and a key cannot hold that. Write the key that the owner's `Table` has, such as `key: id`: the names come by `@requires` then.",
  },
  {
    need: 'comes through an interface',
    schema: 'named.schema',
    says: "`Table.named` leads through the interface `Named`, and a key cannot hold that. Write the key that the owner's `Table` has, such as `key: id`: the names come by `@requires` then.",
  },
])('a name that $need wants a key of the owner', ({ schema, says }) => {
  const mapping = (key: string) =>
    `tables:\n  - type: Table\n    relation: { schema: '${schema}', name: name }\n${key}${OWNER}`;
  expect(problemsOf(mapping(''))).toEqual([`2: ${says}`]);
  expect(problemsOf(mapping('    key: id\n'))).toEqual([]);
});

it.each([
  {
    key: 'uuid',
    says: `\`owner\` has no field \`Table.uuid\`. Did you mean \`id\`? Name one that is there, or add the field to \`owner\` if the graph has it.`,
  },
  {
    key: 'tags',
    says: '`Table.tags` is a list, and a path leads to one value. Name a field that holds one, or add one to the graph.',
  },
  {
    key: 'id label(as: PLAIN)',
    says: '`Table.label` takes an argument, and a key cannot hold `label(as: PLAIN)` therefore. Name fields without arguments and interfaces, such as `id`.',
  },
  {
    key: 'holder { ',
    says: "`holder { ` is no field set. Write fields with blanks between them, as in the owner's `@key`: `id`, or `workspace { id } name`.",
  },
])('the key `$key` is refused', ({ key, says }) => {
  const mapping = `tables:\n  - type: Table\n    relation: { schema: schema, name: name }\n    key: '${key}'\n${OWNER}`;
  expect(problemsOf(mapping)).toEqual([`4: ${says}`]);
});

it('a likely key is what the excerpt shows', () => {
  const mapping = `tables: [{ type: Table, relation: { schema: schema, name: 'name(as: "x")' } }]
owner: 'type Table @key(fields: "tenant { id } number") { schema: String! name(as: String): String! }'`;
  expect(problemsOf(mapping)[0]).toContain('such as `key: tenant { id } number`');
});

it('one field with two kinds of arguments fits no field set', () => {
  const mapping = `tables:
  - type: Table
    relation: { schema: 'label(as: QUOTED)', name: 'label(as: PLAIN)' }
    key: id
${OWNER}`;
  expect(problemsOf(mapping)).toEqual([
    '3: `label` is asked twice with different arguments, which one field set cannot hold. Write the same arguments in every path.',
  ]);
});
