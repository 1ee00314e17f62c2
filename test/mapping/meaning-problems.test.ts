import { expect, it } from 'vitest';
import { problemsOf } from './problems.ts';

const OWNER = `owner: |
  interface Named { schema: String! name: String! }
  interface Node { id: ID! }
  type Schema { name: String! }
  type Table implements Node & Named { id: ID! schema: String! name: String! title: String! fqn: String! }
  type View implements Named { id: ID! schema: String! name: String! title: String! }
  type Column { id: ID! name: String! table: Table! tables: [Table!]! holder: Schema! node: Node named: Named }
`;
const NAMES = 'relation: { schema: schema, name: name }';
const TABLE = `tables:\n  - { type: Table, ${NAMES} }\n`;
const TABLE_AND_VIEW = `${TABLE}  - { type: View, ${NAMES} }\n`;

it.each([
  {
    fault: 'a type that the excerpt lacks',
    file: `tables:\n  - { type: Tabel, ${NAMES} }\n`,
    says: [
      '2: `owner` has no type `Tabel`. Did you mean `Table`? Name one that is there, or add the type to `owner`.',
    ],
  },
  {
    fault: 'a type that the excerpt lacks, with columns that lead to the one that is meant',
    file: `tables:\n  - { type: Tabel, ${NAMES} }\ncolumns:\n  - { type: Column, name: name, table: table }\n`,
    says: [
      '2: `owner` has no type `Tabel`. Did you mean `Table`? Name one that is there, or add the type to `owner`.',
    ],
  },
  {
    fault: 'an interface for a type',
    file: `tables:\n  - { type: Named, ${NAMES} }\n`,
    says: [
      '2: `Named` is an interface, and entities are objects. Write an entry for each of `Table` and `View`, and `Named` under `interfaces` where it is to carry the fields, too.',
    ],
  },
  {
    fault: 'two tables of one type',
    file: `${TABLE}  - { type: Table, ${NAMES} }\n`,
    says: ['3: `Table` stands under `tables` twice. Keep one of them.'],
  },
  {
    fault: 'two columns of one type',
    file: `${TABLE}columns:\n  - { type: Column, name: name, table: table }\n  - { type: Column, name: name, table: table }\n`,
    says: ['5: `Column` stands under `columns` twice. Keep one of them.'],
  },
  {
    fault: 'a type that is table and column',
    file: `${TABLE}columns:\n  - { type: Table, name: name, table: table }\n`,
    says: [
      '4: `Table` stands under `tables` and under `columns`. One entity cannot be both: keep one of them.',
    ],
  },
  {
    fault: 'a column that leads to no table',
    file: `${TABLE}columns:\n  - type: Column\n    name: name\n    table: holder\n`,
    says: [
      '6: It leads to `Schema`, which is no table here. Name a field that leads to `Table`, or add `Schema` to `tables`.',
    ],
  },
  {
    fault: 'a column that leads to a value',
    file: `${TABLE}columns:\n  - { type: Column, name: name, table: name }\n`,
    says: [
      '4: `name` is a `String`, and a table is wanted. Name the field that leads to the object of the table.',
    ],
  },
  {
    fault: 'a column that leads to a table with faults of its own',
    file: `tables:\n  - { type: Table, relation: { schema: schema, name: nme } }\ncolumns:\n  - { type: Column, name: name, table: table }\n`,
    says: [
      '2: `owner` has no field `Table.nme`. Did you mean `name`? Name one that is there, or add the field to `owner` if the graph has it.',
    ],
  },
  {
    fault: 'a column that leads to an interface of more than tables',
    file: `${TABLE}columns:\n  - { type: Column, name: name, table: named, key: id }\n`,
    says: [
      '4: It leads to the interface `Named`, which is implemented by `View`, too: no table here. Add what is missing to `tables`, or leave the column out.',
    ],
  },
  {
    fault: 'a column that leads to an interface without the names',
    file: `${TABLE}columns:\n  - { type: Column, name: name, table: node, key: id }\n`,
    says: [
      '4: It leads through the interface `Node`, by which the names of a table cannot be read. `owner` has no field `Node.schema`. There is `id`. Name one that is there, or add the field to `owner` if the graph has it.',
    ],
  },
  {
    fault: 'a column that leads to tables named in different ways',
    file: `${TABLE}  - { type: View, relation: { schema: schema, name: title } }\ncolumns:\n  - { type: Column, name: name, table: named, key: id }\n`,
    says: [
      '5: It leads through `Named` to `Table` and `View`, whose `relation` or `environments` differ here, and one field set has to say both. Write them alike, or leave the column out: facts of columns come by `dbt { columns }`, too.',
    ],
  },
  {
    fault: 'a column behind an interface without a key',
    file: `${TABLE_AND_VIEW}columns:\n  - { type: Column, name: name, table: named }\n`,
    says: [
      "5: `Column.named` leads through the interface `Named`, and a key cannot hold that. Write the key that the owner's `Column` has, such as `key: id`: the names come by `@requires` then.",
    ],
  },
  {
    fault: 'interfaces that cannot carry the fields',
    file: `${TABLE}interfaces:\n  - Named\n  - Nmed\n  - Table\n`,
    says: [
      '4: `Named` is implemented by `View`, too, which would lack the contributed fields. Add what is missing to `tables`, or take `Named` out.',
      '5: `owner` has no interface `Nmed`. Did you mean `Named`? Name one that is there, or add it to `owner`.',
      '6: `owner` has no interface `Table`. There is `Named` and `Node`. Name one that is there, or add it to `owner`.',
    ],
  },
  {
    fault: 'renames that mean nothing',
    file: `${TABLE}rename:\n  Table.lastRefreshed: x\n  Tabel.dbt: x\n  dbt: x\n  Table.dbt: id\n  Table.dbtTests: 9x\n`,
    says: [
      "4: We add no field `lastRefreshed` to `Table`. Did you mean `lastRefreshedAt`? Write our usual name, not the owner's.",
      '5: We add no fields to `Tabel`. Did you mean `Table`?',
      "6: `dbt` is no field of a type. Write the owner's type and our usual name of the field: `Dataset.lastRefreshedAt`.",
      '7: `Table.id` is there already, in `owner`. Write another name, such as `metadata`.',
      '8: `9x` is no name of a field. Write letters, digits and underscores, beginning with a letter: `metadataTests`.',
    ],
  },
  {
    fault: 'two renames to one name',
    file: `${TABLE}rename:\n  Table.dbt: x\n  Table.dbtTests: x\n`,
    says: [
      '4: Two fields of ours would be called `Table.x`: `dbtTests` and `dbt`. Give each a name of its own.',
    ],
  },
  {
    fault: 'a rename onto a field of ours',
    file: `${TABLE}rename:\n  Table.dbt: dbtTests\n`,
    says: [
      '4: Two fields of ours would be called `Table.dbtTests`: `dbtTests` and `dbt`. Give each a name of its own.',
    ],
  },
  {
    fault: 'an interface that calls a field otherwise',
    file: `${TABLE_AND_VIEW}interfaces: [Named]\nrename: { Named.dbt: facts, Table.dbt: facts }\n`,
    says: [
      '4: Our `dbt` is called `facts` on `Named` and `dbt` on `View`, which implements it. Write the same name for both under `rename`.',
    ],
  },
])('a mapping with $fault is refused', ({ file, says }) => {
  expect(problemsOf(file + OWNER)).toEqual(says);
});

it.each([
  {
    fault: 'a field of ours, on a type and on Query',
    owner: `
  type Table { schema: String! name: String! dbt: String }
  type Query { dbtLookup: String }`,
    says: [
      '2: `Table.dbt` is there already, in `owner`, and we add a field of that name. Give ours another one, under `rename`: `Table.dbt: metadata`.',
      '5: `Query.dbtLookup` is there already, in `owner`, and we add a field of that name. Give ours another one, under `rename`: `Query.dbtLookup: metadataLookup`.',
    ],
  },
  {
    fault: 'a type of ours, defined or only named',
    owner: `
  type Table { schema: String! name: String! health: DbtHealth at: DateTime }
  type DbtNode { id: ID! }`,
    says: [
      '3: The graph has a type `DbtHealth`, and we bring one of that name. Write `typePrefix: Metadata`, which makes ours a `MetadataDbtHealth`.',
      '5: The graph has a type `DbtNode`, and we bring one of that name. Write `typePrefix: Metadata`, which makes ours a `MetadataDbtNode`.',
    ],
  },
  {
    fault: 'a scalar of ours that is something else there',
    owner: `
  type Table { schema: String! name: String! }
  enum JSON { A }`,
    says: [
      '5: The graph has a type `JSON`, and we bring one of that name. Write `typePrefix: Metadata`, which makes ours a `MetadataJSON`.',
    ],
  },
])('a graph that has $fault already is told so', ({ owner, says }) => {
  expect(problemsOf(`${TABLE}owner: |${owner}\n`)).toEqual(says);
});

it('a scalar that both have is one', () => {
  expect(
    problemsOf(`${TABLE}owner: |\n  scalar DateTime\n  type Table { schema: DateTime name: String! }\n`),
  ).toEqual([]);
});

it('a prefix that makes new collisions is refused', () => {
  const file = `${TABLE}typePrefix: X\nowner: |\n  type Table { schema: String! name: String! }\n  type XDbtNode { id: ID! }\n`;
  expect(problemsOf(file)).toEqual([
    '3: The graph has a type `XDbtNode`, and we bring one of that name. Write another `typePrefix` than `X`.',
  ]);
});

it('everything is said at once, in the order of lines', () => {
  const file = `tables:
  - type: Table
    relation: { schema: shema, name: name }
    typo: x
columns:
  - { type: Colum, name: name, table: table }
rename: { Table.foo: x }
${OWNER}`;
  expect(problemsOf(file).map((problem) => problem.split(':')[0])).toEqual(['3', '4', '6', '7']);
});
