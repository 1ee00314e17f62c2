import { describe, expect, test } from 'vitest';
import { adapted, ownerText, refusal } from './ask.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
const NAMES = 'id: ID! database: String! schema: String! name: String!';

function graph(types: string): string {
  return `${LINK}\ntype Query { ping: Int }\n${types}`;
}

describe('several types that fit', () => {
  const two = graph(`type Table @key(fields: "id") { ${NAMES} } type View @key(fields: "id") { ${NAMES} }`);

  test('equally: both are listed, and none is chosen', async () => {
    const text = await refusal(two);
    expect(text).toContain('2 types fit equally, and none is chosen:');
    expect(text).toContain('- `Table`, by `database`, `schema`, `name`: --table Table');
    expect(text).toContain('- `View`, by `database`, `schema`, `name`: --table View');
    expect(text).toContain('map all of them: --table Table --table View');
  });

  test('one that is named is taken, the other one is mentioned', async () => {
    const { mapping, report } = await adapted(two, { tables: ['View'] });
    expect(mapping.tables.map(({ typeName }) => typeName)).toEqual(['View']);
    expect(report.join('\n')).toContain('To map it, too: --table View --table Table');
  });

  test('both are taken when both are named', async () => {
    const { mapping } = await adapted(two, { tables: ['View', 'Table'] });
    expect(mapping.tables.map(({ typeName }) => typeName)).toEqual(['View', 'Table']);
  });

  test('exact fields come before nested ones, nested ones before a text', async () => {
    const types = {
      exact: `type Table @key(fields: "id") { ${NAMES} }`,
      nested: 'type Level { name: String! } type Dataset { name: String! schema: Level database: Level }',
      text: 'type View { id: ID! fullyQualifiedName: String! }',
    };
    const chosen = async (...parts: string[]) =>
      (await adapted(graph(parts.join('\n')))).mapping.tables.map(({ typeName }) => typeName);
    expect(await chosen(types.text, types.nested, types.exact)).toEqual(['Table']);
    expect(await chosen(types.text, types.nested)).toEqual(['Dataset']);
    expect(await chosen(types.text)).toEqual(['View']);
  });
});

describe('what looks like tables and is none', () => {
  test.each([
    ['type Schema { name: String! database: String! }', '`Schema` is a schema by its name'],
    ['type Procedure { database: String! schema: String! name: String! }', 'by its name it is a procedure'],
    ['type Dashboard { urn: String! name: String! }', 'by its name it is a dashboard'],
    ['type Table { number: String! seats: Int! }', '`Table` has `number` and `seats`: none of them names'],
    ['type Table { key: String! seats: Int! }', '`Table` has `key` and `seats`: none of them names'],
    ['type Pod { namespace: String! name: String! }', 'nothing in its name says that it is a table'],
    [
      'type Table { database: Int! schema: Int! name: String! }',
      '`Table.database` is of `Int!`, which is no text; `Table.schema` is of `Int!`, which is no text.',
    ],
    ['type Table { database: String schema: [String!] name: String }', '`Table.schema` is a list.'],
    [
      'type Table { schema: Level name: String } type Level { id: ID! }',
      '`Table.schema` leads to `Level`, which has no field for its name.',
    ],
  ])('%s', async (types, reason) => {
    const text = await refusal(graph(types));
    expect(text).toContain(reason);
    expect(text).toContain('No type of this graph names relations of a warehouse.');
  });

  test('is served when a person says that it is a table', async () => {
    const { mapping } = await adapted(
      graph('type Procedure { database: String! schema: String! name: String! }'),
      { tables: ['Procedure'] },
    );
    expect(mapping.tables.map(({ typeName }) => typeName)).toEqual(['Procedure']);
  });

  test('a procedure among tables is not chosen, and said to be none', async () => {
    const { mapping, report } = await adapted(graph(`type Procedure { ${NAMES} } type Table { ${NAMES} }`));
    expect(mapping.tables.map(({ typeName }) => typeName)).toEqual(['Table']);
    expect(report.join('\n')).toContain('`Procedure` has `database` and `schema`, but by its name');
  });
});

describe('fields by other names', () => {
  test.each([
    ['catalog_name: String schema_name: String name: String', 'catalog_name schema_name name'],
    ['projectId: ID! datasetId: ID! tableId: ID!', 'projectId datasetId tableId'],
    ['db: Level schema: String! name: String!', 'db { name } schema name'],
    ['identifier: Names! id: ID!', 'identifier { database schema table }'],
  ])('%s', async (fields, key) => {
    const { typeDefs } = await adapted(
      graph(`type Table { ${fields} }
        type Level { name: String! }
        type Names { database: String! schema: String! table: String! }`),
    );
    expect(typeDefs).toContain(`type Table @key(fields: "${key}")`);
  });
});

describe('interfaces', () => {
  const common = `${NAMES} columns: [Column!]!`;
  const column = 'type Column @key(fields: "id") { id: ID! name: String! table: Relation! }';

  test('with an implementation that is no table: the others are mapped, and the interface carries nothing', async () => {
    const { mapping, report } = await adapted(
      graph(`interface Relation { ${common} }
        type BaseTable implements Relation @key(fields: "id") { ${common} }
        type View implements Relation @key(fields: "id") { ${common} }
        type Procedure implements Relation @key(fields: "id") { ${common} }
        ${column}`),
    );
    expect(mapping.tables.map(({ typeName }) => typeName)).toEqual(['BaseTable', 'View']);
    expect(mapping.interfaces).toEqual([]);
    expect(mapping.columns).toEqual([]);
    expect(report.join('\n')).toContain(
      '`Column.table` leads to the interface `Relation`, which `Procedure` implements, too: no table here',
    );
  });

  test('one that holds more than tables is not named in their place', async () => {
    const text = await refusal(
      graph(`interface Entity { urn: String! }
        type Dataset implements Entity { urn: String! }
        type Dashboard implements Entity { urn: String! }
        type Table { urn: String! }`),
    );
    expect(text).toContain('map all of them: --table Dataset --table Table');
  });

  test('the narrowest one is taken', async () => {
    const { mapping } = await adapted(
      graph(`interface Asset { id: ID! name: String! }
        interface Relation implements Asset { ${NAMES} }
        type BaseTable implements Relation & Asset @key(fields: "id") { ${NAMES} }
        type View implements Relation & Asset @key(fields: "id") { ${NAMES} }
        type Dashboard implements Asset @key(fields: "id") { id: ID! name: String! }`),
    );
    expect(mapping.interfaces).toEqual(['Relation']);
  });

  test('a column without a key of its own cannot be served through one', async () => {
    const { mapping, report } = await adapted(
      ownerText('10').replace('type Column @key(fields: "id")', 'type Column'),
    );
    expect(mapping.columns).toEqual([]);
    expect(report.join('\n')).toContain(
      '`Column` cannot be served: `Column.table` leads to the interface `Table`; a key cannot pass through one.',
    );
    expect(report.join('\n')).toContain('Facts of columns come by `dbt { columns }` of their table.');
  });
});

describe('an argument', () => {
  test('without a key of the owner, the table cannot be served', async () => {
    const text = await refusal(ownerText('21').replaceAll(' @key(fields: "id")', ''));
    expect(text).toContain('`Table.name` takes an argument; a key cannot hold one.');
    expect(text).toContain('It would need a key of its own for @requires');
  });

  test('that nobody can know leaves its field out', async () => {
    const text = await refusal(
      graph('type Table { database: String! schema: String! name(in: ID!): String! }'),
    );
    expect(text).toContain('`Table.name` needs an argument whose value nobody can know.');
  });

  test('of an input type brings that type along', async () => {
    const { mapping, typeDefs } = await adapted(
      graph(`input Form { style: Style other: Form } enum Style { SHORT LONG }
        type Table @key(fields: "id") { id: ID! database: String! schema: String! name(form: Form): String! }`),
    );
    expect(mapping.tables[0]?.ownerKey).toBe('id');
    expect(typeDefs).toContain('enum Style');
  });
});

test('a database that is no text is said to be left out', async () => {
  const { mapping, report } = await adapted(
    graph('enum Db { A B } type Table { database: Db! schema: String! name: String! }'),
  );
  expect(mapping.tables[0]?.relation).toMatchObject({ database: null });
  expect(report.join('\n')).toContain('- `Table.database` is of `Db!`, which is no text.');
});

describe('columns', () => {
  test('in a connection, with two ways to a table: the one called so is taken', async () => {
    const { typeDefs } = await adapted(
      graph(`type Table { ${NAMES} columns: Columns! }
        type Columns { edges: [Edge!]! } type Edge { node: Attribute! }
        type Attribute { name: String! references: Table table: Table! }`),
    );
    expect(typeDefs).toContain('type Attribute @key(fields: "table { database schema name } name")');
  });

  test('a type that is named has to be served', async () => {
    expect(await refusal(ownerText('07'), { columns: ['Column'] })).toContain(
      '`Column` has no field that leads to its `Table`',
    );
    expect(await refusal(ownerText('07'), { columns: ['Colum'] })).toContain('Did you mean `Column`?');
  });
});

describe('names that are taken', () => {
  test('of fields of Query and Mutation, of a column, and of an interface with all that implements it', async () => {
    const { mapping } = await adapted(
      graph(`extend type Query { dbtLookup: Int }
        type Mutation { configureDbtIntegration: Int }
        interface Relation { ${NAMES} dbt: Int }
        type Table implements Relation { ${NAMES} dbt: Int columns: [Column!]! }
        type View implements Relation { ${NAMES} dbt: Int dbtTests: Int }
        type Column { name: String! table: Table! dbtDescription: String }`),
    );
    expect(Object.fromEntries(mapping.renames)).toEqual({
      'Query.dbtLookup': 'metadataLookup',
      'Mutation.configureDbtIntegration': 'configureMetadataIntegration',
      'Relation.dbt': 'dbtMetadata',
      'Table.dbt': 'dbtMetadata',
      'View.dbt': 'dbtMetadata',
      'Relation.dbtTests': 'metadataTests',
      'Table.dbtTests': 'metadataTests',
      'View.dbtTests': 'metadataTests',
      'Column.dbtDescription': 'metadataDescription',
    });
  });

  test('of types: the prefix is one that leaves none taken', async () => {
    const { mapping, report } = await adapted(
      graph(`type Table { ${NAMES} } type DbtNode { a: Int } enum MetadataDbtHealth { A }`),
    );
    expect(mapping.typePrefix).toBe('DbtMetadata');
    expect(report.join('\n')).toContain('this graph has `DbtNode` already');
  });

  test('of a scalar: it is shared, unless the owner means another kind', async () => {
    const scalar = await adapted(graph(`type Table { ${NAMES} } scalar DateTime`));
    expect(scalar.mapping.typePrefix).toBe('');
    const object = await adapted(graph(`type Table { ${NAMES} } type DateTime { year: Int }`));
    expect(object.mapping.typePrefix).toBe('Metadata');
  });
});
