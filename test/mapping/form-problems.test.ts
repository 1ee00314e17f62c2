import { expect, it } from 'vitest';
import { problemsOf } from './problems.ts';

const OWNER = "owner: 'type Table { id: ID! schema: String! name: String! text: String! }'\n";
const TABLE = 'tables:\n  - type: Table\n    relation: { schema: schema, name: name }\n';

it.each([
  {
    fault: 'nothing in it',
    file: '',
    says: ['1: A mapping begins with `tables:`, and this file has no such keys.'],
  },
  {
    fault: 'a list of sorts',
    file: 'hello',
    says: ['1: A mapping begins with `tables:`, and this file has no such keys.'],
  },
  {
    fault: 'a bracket that is never closed',
    file: 'tables: [',
    says: [
      "1: This is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ]. Look at the indentation there and in the line before, and put a text that has a colon in it into quotes: `'name(format: PLAIN)'`.",
    ],
  },
  {
    fault: 'a tab',
    file: 'tables:\n\t- x\n',
    says: ['2: This is no YAML: Tabs are not allowed as indentation. Indent with blanks.'],
  },
  {
    fault: 'one key twice',
    file: `${TABLE}${OWNER}${OWNER}`,
    says: ['5: This key stands there twice. Keep one of the two.'],
  },
  {
    fault: 'two documents',
    file: `${TABLE}${OWNER}---\n${TABLE}`,
    says: ['5: A second document begins here. Keep one, without `---` between.'],
  },
  {
    fault: 'aliases that would fill memory',
    file: `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c]\n`,
    says: [
      '1: Its aliases cannot be used: Excessive alias count indicates a resource exhaustion attack. Write out what `*` stands for.',
    ],
  },
  {
    fault: 'keys that nobody knows, and all else in order',
    file: `${TABLE}    keys: id\nrenames: {}\n${OWNER}`,
    says: [
      '4: `keys` is no key of a table. Did you mean `key`?',
      '5: `renames` is no key of a mapping. Did you mean `rename`?',
    ],
  },
  {
    fault: 'keys that nobody knows beside paths that lead nowhere',
    file: `tables:\n  - type: Table\n    relation: { schema: schema, name: nme, databse: x }\n${OWNER}`,
    says: [
      '3: `databse` is no key of a `relation` of paths. Did you mean `database`?',
      '3: `owner` has no field `Table.nme`. Did you mean `name`? Name one that is there, or add the field to `owner` if the graph has it.',
    ],
  },
  {
    fault: 'paths and a pattern at once',
    file: `tables:\n  - type: Table\n    relation: { from: text, pattern: '(?<schema>.)(?<name>.)', schema: schema, examples: [{ value: ab, schema: a, name: b }] }\n${OWNER}`,
    says: [
      '3: `schema` is no key of a `relation` with a pattern. There is `from`, `pattern` and `examples`.',
    ],
  },
  {
    fault: 'parts left out',
    file: 'tables:\n  - type: Table\n',
    says: [
      "1: `owner` is missing. The owner's types in GraphQL, as far as they are named here: fields of paths and keys with their types, nullability and arguments, interfaces and what implements them.",
      '2: `relation` is missing. Where the type holds the names of its relation in the warehouse.',
    ],
  },
  {
    fault: 'parts of the wrong kind',
    file: `tables: x\ncolumns: { a: b }\nrename: [a]\ntypePrefix: dbt\n${OWNER}`,
    says: [
      '1: `tables` must be a list, each entry after a `-`. The types whose entities are relations of the warehouse.',
      '2: `columns` must be a list, each entry after a `-`. The types whose entities are columns. Left out where the graph has none that lead to their table: facts of columns then come by `dbt { columns }` of the table.',
      '3: `rename` must be keys with values, one a line: `key: value`. New names of contributed fields where they would collide with fields of the graph: `Dataset.lastRefreshedAt: dbtLastRefreshedAt`.',
      '4: `typePrefix` must be letters and digits after a capital letter. Begins the names of all contributed types, where they would collide with types of the graph: `Metadata` makes `DbtNode` a `MetadataDbtNode`.',
    ],
  },
  {
    fault: 'a choice that names no environment',
    file: `${TABLE}    environments:\n      by: text\n      values: { acme: [] }\n${OWNER}`,
    says: [
      "6: `environments.values.acme` is empty. Ids of the integration's environments, first the one of highest priority, by the field's value. Left out: all environments, whatever the value.",
    ],
  },
  {
    fault: 'a choice without values',
    file: `${TABLE}    environments:\n      by: txt\n      values: {}\n${OWNER}`,
    says: [
      '5: `owner` has no field `Table.txt`. Did you mean `text`? Name one that is there, or add the field to `owner` if the graph has it.',
      "6: `values` is empty, so that no environment would answer. Write the ids for each value, such as `acme_eu: ['834']`, or leave `values` out for all environments.",
    ],
  },
  {
    fault: 'an excerpt that is no GraphQL',
    file: `${TABLE}owner: |\n  type Table {\n    id ID\n  }\n`,
    says: [
      '6: `owner` is no GraphQL. Syntax Error: Expected ":", found Name "ID". Write types as a schema has them: `type Dataset { id: ID! name: String! }`.',
    ],
  },
  {
    fault: 'an excerpt that says a type twice',
    file: `${TABLE}owner: |\n  type Table { schema: String! name: String! }\n  type Table { id: ID! }\n`,
    says: [
      '4: `owner` contradicts itself. There can be only one type named "Table". Write each type and each field once.',
    ],
  },
])('a file with $fault is refused', ({ file, says }) => {
  expect(problemsOf(file)).toEqual(says);
});

it('JSON has its lines, too', () => {
  const file = `{
  "$schema": "./entity-mapping.schema.json",
  "tables": [
    { "type": "Table",
      "relation": { "schema": "schema", "name": "nme" } }
  ],
  "owner": "type Table { schema: String! name: String! }"
}`;
  expect(problemsOf(file)).toEqual([
    '5: `owner` has no field `Table.nme`. Did you mean `name`? Name one that is there, or add the field to `owner` if the graph has it.',
  ]);
  expect(problemsOf(file.replace('nme', 'name'))).toEqual([]);
});

it('numbers and truths are the texts that are written', () => {
  const file = `tables:
  - type: Table
    relation: { from: text, pattern: '(?<schema>\\d+)/(?<name>\\w+)', examples: [{ value: 007/true, schema: 007, name: true }] }
    environments: { by: id, values: { 1: [0834, 912] } }
${OWNER}`;
  expect(problemsOf(file)).toEqual([]);
});
