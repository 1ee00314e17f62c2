import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeAll } from '../../src/adapt/compose.ts';
import { DEFAULT_MAPPING } from '../../src/mapping/default-mapping.ts';
import { readMapping } from '../../src/mapping/read-mapping.ts';
import { servedNames } from '../../src/mapping/served-names.ts';
import { toServedTypeDefs } from '../../src/mapping/served-type-defs.ts';
import { readTypeDefs } from '../../src/type-defs.ts';
import { OWNER_CASES, withExcerpt } from './owners.ts';

const OURS = readTypeDefs();
const OUR_TYPES = new Set(
  parse(OURS).definitions.flatMap((node) => ('name' in node ? [node.name?.value] : [])),
);

describe.each(OWNER_CASES)('an owner that $name', (owner) => {
  const mapping = readMapping(withExcerpt(owner));
  const typeDefs = toServedTypeDefs(OURS, mapping);

  it('finds its own types in the served graph, as far as they are borrowed', () => {
    const ofTheOwner = borrowedHalf(parse(typeDefs), mapping.typePrefix);
    expect(ofTheOwner).toEqual(definitionsOf(parse(owner.served)));
  });

  it('composes with it by every composer', async () => {
    const compositions = await composeAll([
      { name: 'owner', typeDefs: owner.owner },
      { name: 'dbt', typeDefs },
    ]);
    expect(compositions.map(({ composer, errors }) => ({ composer, errors }))).toEqual([
      { composer: '@apollo/composition', errors: [] },
      { composer: '@theguild/federation-composition', errors: [] },
      { composer: '@wundergraph/composition', errors: [] },
    ]);
  });

  it('imports what it uses of federation 2.0 alone', () => {
    const imports = typeDefs.includes('@requires(')
      ? '["@key", "@external", "@requires"]'
      : '["@key", "@external"]';
    expect(typeDefs.split('\n')[0]).toBe(
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ${imports})`,
    );
  });
});

it('is the graph of the schema folder where nothing is mapped', () => {
  expect(toServedTypeDefs(OURS, DEFAULT_MAPPING)).toContain(
    '@key(fields: "table { database schema name } name")',
  );
  expect(printed(toServedTypeDefs(OURS, DEFAULT_MAPPING))).toBe(printed(OURS));
});

it('keeps the descriptions of contributed fields under their new names', () => {
  const mapping = readMapping(`
tables: [{ type: Set, relation: { schema: schema, name: name } }]
rename: { Set.dbt: facts }
owner: 'type Set { schema: String! name: String! }'`);
  expect(toServedTypeDefs(OURS, mapping)).toContain(
    '"How the table was matched, and everything else dbt knows of it."\n  facts: DbtTableMetadata',
  );
});

it('serves no type of columns where the mapping has none', () => {
  const mapping = readMapping(`
tables: [{ type: Table, relation: { schema: schema, name: name } }]
owner: 'type Table { schema: String! name: String! }'`);
  const names = parse(toServedTypeDefs(OURS, mapping)).definitions.map((node) =>
    'name' in node ? node.name?.value : null,
  );
  expect(names).not.toContain('Column');
  expect(names).toContain('DbtColumn');
});

it('prefixes every type of ours, wherever it is named', () => {
  const mapping = readMapping(`
tables: [{ type: Table, relation: { schema: schema, name: name } }]
typePrefix: X
owner: 'type Table { schema: String! name: String! }'`);
  const names = new Set<string>();
  visit(parse(toServedTypeDefs(OURS, mapping)), {
    NamedType: ({ name }) => void names.add(name.value),
    enter: (node) => {
      if (isTypeDefinitionNode(node)) names.add(node.name.value);
    },
  });
  const plain = [...names].filter((name) => !name.startsWith('X')).sort();
  expect(plain).toEqual(
    ['Boolean', 'Float', 'ID', 'Int', 'Mutation', 'Query', 'String', 'Table'].filter((name) =>
      names.has(name),
    ),
  );
  expect(names).toContain('XDateTime');
});

it('copies what several places of the excerpt say of one type', () => {
  const mapping = readMapping(`
tables: [{ type: Table, relation: { schema: schema, name: 'name(as: B)' }, key: id }]
owner: |
  extend type Table @key(fields: "id") { id: ID! schema: String! }
  extend type Table { "In either spelling." name(as: Spelling = A): String! @deprecated }
  enum Spelling { A }
  extend enum Spelling { B }`);
  const typeDefs = toServedTypeDefs(OURS, mapping);
  expect(typeDefs).toContain('"In either spelling."\n  name(as: Spelling = A): String! @external\n');
  expect(typeDefs).toContain('enum Spelling {\n  A\n  B\n}');
});

it('tells what our types and fields are called', () => {
  const names = servedNames(
    readMapping(`
tables: [{ type: A, relation: { schema: schema, name: name } }, { type: B, relation: { schema: schema, name: name } }]
typePrefix: X
rename: { A.dbt: facts, Query.dbtLookup: lookup }
owner: |
  type A { schema: String! name: String! }
  type B { schema: String! name: String! }`),
  );
  expect(['Table', 'Column', 'DbtNode', 'Query', 'String'].map(names.types)).toEqual([
    ['A', 'B'],
    [],
    ['XDbtNode'],
    ['Query'],
    ['String'],
  ]);
  expect([
    names.type('JSON'),
    names.field('A', 'dbt'),
    names.field('B', 'dbt'),
    names.field('Query', 'dbtLookup'),
  ]).toEqual(['XJSON', 'facts', 'dbt', 'lookup']);
});

function printed(typeDefs: string): string {
  return printSchema(lexicographicSortSchema(buildSubgraphSchema([{ typeDefs: parse(typeDefs) }])));
}

/** The definitions that are not ours, of contributed fields the one of everything else that dbt knows. */
function borrowedHalf(document: DocumentNode, typePrefix: string): readonly string[] {
  const own = document.definitions.filter((node) => {
    if (!isTypeDefinitionNode(node)) return false;
    const usual = node.name.value.slice(typePrefix.length);
    return (
      ['Table', 'Column'].includes(node.name.value) ||
      !node.name.value.startsWith(typePrefix) ||
      !OUR_TYPES.has(usual)
    );
  });
  const plain = visit({ kind: Kind.DOCUMENT, definitions: own } satisfies DocumentNode, {
    FieldDefinition(node) {
      const isContributed = /^(dbtDescription|dbtTests|(dbtL|l)astRefreshedAt)$/.test(node.name.value);
      return isContributed ? null : { ...node, description: undefined };
    },
  });
  return definitionsOf(plain).filter((text) => !/^type (Query|Mutation) /.test(text));
}

function definitionsOf({ definitions }: DocumentNode): readonly string[] {
  return definitions.map((node) => print(node)).sort();
}
