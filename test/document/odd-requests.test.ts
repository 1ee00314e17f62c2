import { afterAll, beforeAll, expect, test } from 'vitest';
import { column, table } from '../support/entities.ts';
import { SITUATIONS, type Subject, send } from './comparison.ts';

let subject: Subject;

beforeAll(async () => {
  subject = await SITUATIONS.answers.start({});
});

afterAll(() => subject.stop());

const CUSTOMERS = table('marts.customers');
const EMAIL = column('marts.customers', 'email');
const FIELDS = `... on Table { database schema name dbtDescription dbt { match { status reason } } }
  ... on Column { name dbtDescription table { database schema name } dbt { match { status reason } } }`;
const NAMED = '... on Table { dbt { columns(names: $n) { name dbtDescription dbt { match { status } } } } }';
const KINDS = '... on Table { dbtTests(filter: { kinds: $k }) { name kind } }';

const entities = (declared: string, given: string, fields = FIELDS) =>
  `query (${declared}) { _entities(representations: ${given}) { ${fields} } }`;
const ofList = (fields = FIELDS, more = '') => entities(`$r: [_Any!]! ${more}`, '$r', fields);
const named = (fields: string) =>
  entities(
    '$n: String',
    '[{ __typename: "Table", database: "warehouse", schema: "marts", name: $n }]',
    fields,
  );
/** As text: in a literal of JavaScript this key would be another thing. */
const parse = (text: string) => JSON.parse(text.replaceAll('CUSTOMERS', JSON.stringify(CUSTOMERS)));

const REQUESTS: readonly (readonly [what: string, query: string, variables: Record<string, unknown>])[] = [
  [
    'a variable called __proto__',
    entities('$__proto__: [_Any!]!', '$__proto__'),
    parse('{"__proto__":[CUSTOMERS]}'),
  ],
  [
    'a switch called __proto__',
    ofList('... on Table { name dbtDescription @include(if: $__proto__) }', '$__proto__: Boolean!'),
    parse('{"r":[CUSTOMERS],"__proto__":true}'),
  ],
  [
    'a variable that is called as a method and left out',
    ofList(
      '... on Table { dbtTests(filter: { outcomes: $toString }) { name } }',
      '$toString: [DbtTestOutcome!]',
    ),
    { r: [CUSTOMERS] },
  ],
  ['one reference that is no list', ofList(), { r: CUSTOMERS }],
  ['lists, numbers and texts as references', ofList(), { r: [[CUSTOMERS], 1, 'x', true, 1.5, {}, []] }],
  [
    'type names that are none',
    ofList(),
    { r: ['toString', '__proto__', 5, ['Table']].map((__typename) => ({ ...CUSTOMERS, __typename })) },
  ],
  [
    'keys that a prototype would hold',
    ofList(),
    parse(
      '{"r":[{"__typename":"Table","__proto__":CUSTOMERS},{"__typename":"Table","constructor":CUSTOMERS}]}',
    ),
  ],
  [
    'no database in all spellings',
    ofList(),
    { r: ['none', 'null', 'NONE', '', null].map((database) => ({ ...CUSTOMERS, database })) },
  ],
  ['no schema', ofList(), { r: [null, '', undefined].map((schema) => ({ ...CUSTOMERS, schema })) }],
  [
    'halves of characters in names',
    ofList(),
    { r: [table('marts.\ud800'), table('marts.\udc00x'), column('marts.customers', '\ud83d')] },
  ],
  [
    'the longest names, and longer ones',
    ofList(),
    {
      r: [1024, 1025].flatMap((length) => [
        table(`marts.${'x'.repeat(length)}`),
        { ...EMAIL, name: 'y'.repeat(length) },
      ]),
    },
  ],
  [
    'columns by odd names',
    ofList(NAMED, '$n: [String!]'),
    { r: [CUSTOMERS], n: ['email', 'EMAIL', 'nobodys', '', 'email', '\ud800', '__proto__', 'toString'] },
  ],
  ['one column by its name', ofList(NAMED, '$n: [String!]'), { r: [CUSTOMERS], n: 'email' }],
  ['columns by no name', ofList(NAMED, '$n: [String!]'), { r: [CUSTOMERS], n: [] }],
  ['columns by null', ofList(NAMED, '$n: [String!]'), { r: [CUSTOMERS], n: null }],
  ['columns by nothing', ofList(NAMED, '$n: [String!]'), { r: [CUSTOMERS] }],
  ['tests of the kinds null', ofList(KINDS, '$k: [DbtTestKind!]'), { r: [CUSTOMERS], k: null }],
  ['tests of the kinds left out', ofList(KINDS, '$k: [DbtTestKind!]'), { r: [CUSTOMERS] }],
  ['tests of a kind that is none', ofList(KINDS, '$k: [DbtTestKind!]'), { r: [CUSTOMERS], k: ['NONE'] }],
  ['a name that a variable holds', named(FIELDS), { n: 'customers' }],
  ['another name in the same variable', named(FIELDS), { n: 'payments' }],
  ['a name whose variable is left out', named(FIELDS), {}],
  ['no references', ofList(), { r: [] }],
  ['nothing selected of them', ofList('... on Table @skip(if: true) { name }'), { r: [CUSTOMERS, EMAIL] }],
  [
    'no field at the root',
    'query ($r: [_Any!]!) { _entities(representations: $r) @skip(if: true) { __typename } }',
    { r: [CUSTOMERS] },
  ],
];

test.each(REQUESTS)('%s: answered by the plan as by the executor, twice', async (_what, query, variables) => {
  const request = { query, variables, otherVariables: [] };
  const executed = await send(subject.stack, request, 'executor');
  for (const time of ['first', 'second'])
    expect(await send(subject.stack, request, 'plan'), `${time} time`).toEqual(executed);
});

test('names with NUL in them are told apart, wherever it stands', async () => {
  const keys = [
    { database: 'a\u0000b', schema: 'c', name: 'd' },
    { database: 'a', schema: 'b\u0000c', name: 'd' },
    { database: 'a', schema: 'b', name: 'c\u0000d' },
  ];
  for (const way of ['executor', 'plan'] as const) {
    const variables = { r: keys.map((key) => ({ __typename: 'Table', ...key })) };
    const { text } = await send(subject.stack, { query: ofList(), variables, otherVariables: [] }, way);
    const { data } = JSON.parse(text);
    for (const [position, key] of keys.entries()) {
      expect(data._entities[position]).toMatchObject(key);
      expect(data._entities[position].dbt.match.reason).toContain(
        `${key.database}.${key.schema}.${key.name}`,
      );
    }
  }
});
