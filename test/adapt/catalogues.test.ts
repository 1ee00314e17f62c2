import { describe, expect, test } from 'vitest';
import { adapted, refusal } from './ask.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
const NAMES = 'id: ID! database: String! schema: String! name: String!';

function graph(types: string): string {
  return `${LINK}\ntype Query { ping: Int }\n${types}`;
}

async function keyOf(types: string): Promise<string | undefined> {
  const { typeDefs } = await adapted(graph(types));
  return /^type (?:\w*Table|Dataset) (?:implements \w+ )?@key\(fields: "(.*)"\)/m.exec(typeDefs)?.[1];
}

describe('what a schema is', () => {
  test.each([
    'type Columns { name: String! fields: [Field!]! } type Field { name: String! }',
    'type Columns { name: String! columns: Page } type Page { items: [Field] } type Field { name: String! }',
  ])('an object with columns is none: %s', async (types) => {
    const { mapping, report } = await adapted(
      graph(`type Dataset { urn: String! name: String! schema: Columns } ${types}`),
    );
    expect(mapping.tables[0]?.relation.kind).toBe('pattern');
    expect(report.join('\n')).toContain(
      '`Dataset.schema` leads to `Columns`, which holds columns and names no schema of a warehouse.',
    );
  });

  test('a field beside such an object is one', async () => {
    expect(
      await keyOf(`type Table { database: String namespace: String name: String schema: Columns }
        type Columns { name: String! fields: [Field!]! } type Field { name: String! }`),
    ).toBe('database namespace name');
  });

  test.each([
    ['type PgTable { tableName: String! schemaBySchemaId: PgSchema databaseByDatabaseId: PgDatabase }'],
    ['type Table { tableName: String! parent: PgSchema inside: PgDatabase }'],
  ])('an object of a type that is called so: %s', async (table) => {
    expect(
      await keyOf(`${table} type PgSchema { schemaName: String! } type PgDatabase { databaseName: String! }`),
    ).toMatch(/^\w+ \{ databaseName \} \w+ \{ schemaName \} tableName$/);
  });

  test('its database may be known by the object, and its name by a text', async () => {
    expect(
      await keyOf(`type Table { name: String! schemaName: String! schema: Schema }
        type Schema { name: String! database: Database } type Database { name: String! }`),
    ).toBe('schema { database { name } name } name');
  });
});

describe('warehouses without schemas', () => {
  test('a database is what dbt calls a schema', async () => {
    const { mapping, report } = await adapted(
      graph('type Table { CatalogId: String! DatabaseName: String! Name: String! }'),
    );
    expect(mapping.tables[0]?.relation).toMatchObject({
      database: null,
      schema: [{ name: 'DatabaseName' }],
      name: [{ name: 'Name' }],
    });
    expect(report.join('\n')).toContain('No field holds a schema, so `DatabaseName` is taken for it');
  });

  test('a catalog above it is what dbt calls a database', async () => {
    expect(await keyOf('type Table { catalog: String! database: String! name: String! }')).toBe(
      'catalog database name',
    );
  });

  test('one text with all names is clearer', async () => {
    expect(await keyOf('type Table { database: String! name: String! fqn: String! }')).toBe('fqn');
  });

  test('nothing else with a database is a table', async () => {
    expect(await refusal(graph('type Backup { database: String! name: String! }'))).toContain(
      'nothing in its name says that it is a table. If it is one: --table Backup',
    );
  });
});

describe('fields that mean something else than their names say', () => {
  test("Amundsen's database is the cluster", async () => {
    const { mapping, report } = await adapted(
      graph(
        'type Table @key(fields: "key") { key: ID! database: String! cluster: String! schema: String! name: String! }',
      ),
    );
    expect(mapping.tables[0]?.relation).toMatchObject({ database: [{ name: 'cluster' }] });
    expect(report.join('\n')).toContain('`cluster` is taken for the database, as Amundsen has it');
  });

  test('a cluster without a key of Amundsen tells accounts apart', async () => {
    expect(
      await keyOf(
        'type Table @key(fields: "cluster database schema name") { cluster: String! database: String! schema: String! name: String! }',
      ),
    ).toBe('cluster database schema name');
  });

  test("Marquez' namespace is a service: its physical names hold all", async () => {
    expect(await keyOf('type Dataset { namespace: String! name: String! physicalName: String! }')).toBe(
      'physicalName',
    );
  });
});

test('a namespace may be one of a service: then the name holds all', async () => {
  const types = graph('type Dataset { namespace: String! name: String! }');
  const { report } = await adapted(types);
  expect(report.join('\n')).toContain('- `name` may hold all names, too: --relation name');
  const { mapping } = await adapted(types, { relation: 'name' });
  expect(mapping.tables[0]?.relation.kind).toBe('pattern');
});

describe('which of several fields', () => {
  test.each([
    [
      'deprecated ones come last',
      'database: String @deprecated schema: String @deprecated db: String! schemaName: String! name: String!',
      'db schemaName name',
    ],
    [
      'deprecated ones are better than none',
      'database: String @deprecated schema: String! name: String!',
      'database schema name',
    ],
    [
      'also where the new ones are nested',
      'database: String @deprecated schema: String @deprecated name: String @deprecated identity: Names',
      'identity { database schema name }',
    ],
    [
      'a name that says whose it is',
      'database: String! schema: String! name: String! tableName: String!',
      'database schema tableName',
    ],
    [
      'a text of a catalog before the connection',
      'database: Connection catalog: String schema: String! name: String!',
      'catalog schema name',
    ],
    ['an object of names under any name', 'reference: Names', 'reference { database schema name }'],
    [
      'an object of names, and a name beside it',
      'location: Place name: String!',
      'location { database schema } name',
    ],
  ])('%s', async (_, fields, key) => {
    expect(
      await keyOf(`type Table { ${fields} } type Connection { name: String! }
        type Names { database: String! schema: String! name: String! }
        type Place { database: String! schema: String! }`),
    ).toBe(key);
  });

  test.each([
    [
      'warehouseDatabase: String! warehouseSchema: String! warehouseTable: String! title: String!',
      'warehouseDatabase warehouseSchema warehouseTable',
    ],
    [
      'physicalDatabaseName: String! physicalSchemaName: String! physicalTableName: String! name: String!',
      'physicalDatabaseName physicalSchemaName physicalTableName',
    ],
    ['schema: String! warehouseSchema: String! warehouseName: String! name: String!', 'warehouseSchema name'],
    ['database: Titled schema: Titled title: String!', 'database { title } schema { title } title'],
    ['database: Level schema: Level table: Level', 'database { name } schema { name } table { name }'],
  ])('%s', async (fields, key) => {
    expect(
      await keyOf(`type Table { ${fields} } type Level { name: String! } type Titled { title: String! }`),
    ).toBe(key);
  });

  test.each([
    ['uniqueId: ID! name: String! alias: String!', 'database schema alias'],
    ['uniqueId: ID! name: String! identifier: String!', 'database schema identifier'],
    ['id: ID! name: String! alias: String!', 'database schema name'],
  ])("dbt's own nodes by what they are in the warehouse: %s", async (fields, key) => {
    expect(await keyOf(`type Table { database: String! schema: String! ${fields} }`)).toBe(key);
  });

  test('an object that holds the names is no table of its own', async () => {
    const { report } = await adapted(
      graph('type Table { identity: Names! } type Names { database: String! schema: String! name: String! }'),
    );
    expect(report.join('\n')).not.toContain('Not used');
  });

  test('a text is told what spoke against fields of their own', async () => {
    const { report } = await adapted(
      graph('type Table { fqn: String! database(in: ID!): String! schema(in: ID!): String! name: String! }'),
    );
    expect(report.join('\n')).toContain('`Table.schema` needs an argument whose value nobody can know.');
  });

  test('an account within a nested key', async () => {
    expect(
      await keyOf(`type Table @key(fields: "place { database { account name } name } name") { place: Place! name: String! schema: Place! }
        type Place { name: String! database: Database! } type Database { account: String! name: String! }`),
    ).toBe('place { database { account } } schema { database { name } name } name');
  });
});

describe('columns', () => {
  test.each([
    ['by an object of names', 'identity: ColumnNames!', 'identity { name }'],
    ['by a name that says whose it is', 'name: String! columnName: String!', 'columnName'],
    ['by what replaces a deprecated field', 'name: String! fieldName: String @deprecated', 'name'],
  ])('%s', async (_, fields, name) => {
    const { typeDefs } = await adapted(
      graph(`type Table { ${NAMES} columns: [Column!]! } type Column { ${fields} table: Table! }
        type ColumnNames { name: String! }`),
    );
    expect(typeDefs).toContain(`type Column @key(fields: "table { database schema name } ${name}")`);
  });

  test('by the name that the name of the table has', async () => {
    const { typeDefs } = await adapted(
      graph(
        'type Relation { db: String! schema: String! title: String! columns: [Column!]! } type Column { title: String! relation: Relation! }',
      ),
      { relation: 'database=db,schema=schema,name=title' },
    );
    expect(typeDefs).toContain('type Column @key(fields: "relation { db schema title } title")');
  });

  test.each([
    ['parent: Table @deprecated of: Table!', 'of { database schema name } name'],
    ['table: Table @deprecated parent: Table!', 'parent { database schema name } name'],
  ])('the link that is not deprecated: %s', async (fields, key) => {
    const { typeDefs } = await adapted(
      graph(`type Table { ${NAMES} columns: [Column!]! } type Column { name: String! ${fields} }`),
    );
    expect(typeDefs).toContain(`type Column @key(fields: "${key}")`);
  });

  test.each([
    [
      'table: Thing',
      '`Column.table` leads to the interface `Thing`, which `Chart` implements, too: no table here',
    ],
    [
      'table: Either',
      '`Column.table` leads to the union `Either`; no field of a table can be read through one.',
    ],
    ['tables: [Table!]!', '`Column.tables` leads to a list of tables: nobody could tell which'],
    [
      'schema: String! tableName: String!',
      '`Column` has no field that leads to its `Table`; `tableName` alone cannot stand for one.',
    ],
    ['type: String!', '`Column` has no field that leads to its `Table`: nobody could tell which table'],
  ])('without a way that can be used: %s', async (fields, reason) => {
    const { mapping, report } = await adapted(
      graph(`interface Thing { id: ID! } union Either = Table | Chart
        type Chart implements Thing { id: ID! }
        type Table implements Thing { ${NAMES} columns: [Column!]! } type Column { name: String! ${fields} }`),
    );
    expect(mapping.columns).toEqual([]);
    expect(report.join('\n')).toContain(reason);
  });
});

test.each(['TableV2', 'Table_v1', 'TableOutput', 'CatalogTableItem', 'DataTableModel'])(
  'a type that is called %s is one of tables',
  async (name) => {
    const { mapping } = await adapted(graph(`type ${name} { namespace: String! name: String! }`));
    expect(mapping.tables.map(({ typeName }) => typeName)).toEqual([name]);
  },
);

test.each(['WarehouseAsset', 'DatabaseObject'])('%s may be one', async (name) => {
  const { mapping } = await adapted(graph(`type ${name} { ${NAMES} }`));
  expect(mapping.tables.map(({ typeName }) => typeName)).toEqual([name]);
});

test('columns that one composer refuses in every way are left out, with the way to have them', async () => {
  const relation = 'urn: ID! location: Location! fields: [Field!]!';
  const types = graph(`type Location { catalog: String! schema: String! object: String! }
    interface Asset @key(fields: "urn") { urn: ID! }
    interface Relation implements Asset @key(fields: "urn") { ${relation} }
    type Table implements Relation & Asset @key(fields: "urn") { ${relation} }
    type Chart implements Asset @key(fields: "urn") { urn: ID! }
    type Field @key(fields: "urn") { urn: ID! name: String! relation: Relation! }
    extend type Query { assets: [Asset!]! }`);
  const { mapping, report } = await adapted(types);
  expect(mapping.columns).toEqual([]);
  expect(report.join('\n')).toContain('If no gateway of yours composes so: --without theguild');
  const without = await adapted(types, { composersLeftOut: ['@theguild/federation-composition'] });
  expect(without.mapping.columns.map(({ typeName }) => typeName)).toEqual(['Field']);
});

test('a graph that hands on its root from a field is told which composer to leave out', async () => {
  const types = graph(
    `type Table { ${NAMES} } type Renamed { table: Table query: Query! } extend type Query { renamed: Renamed }`,
  );
  expect(await refusal(types)).toContain('If no gateway of yours composes so: --without theguild');
  const { mapping } = await adapted(types, { composersLeftOut: ['@theguild/federation-composition'] });
  expect(mapping.tables).toHaveLength(1);
});

test('of many types the first are named', async () => {
  const many = Array.from(
    { length: 40 },
    (_, index) => `type Pod${index} { namespace: String! name: String! }`,
  );
  const { report } = await adapted(graph(`type Table { ${NAMES} } ${many.join('\n')}`));
  expect(report.join('\n')).toContain('- … and 28 more of the kind');
});

test.each([
  ['snowflake > WAREHOUSE > MARTS > CUSTOMERS', 'WAREHOUSE.MARTS.CUSTOMERS', '>'],
  ['[warehouse].[marts].[customers]', 'warehouse.marts.customers', 'brackets'],
  ['[marts].[customers]', 'marts.customers', 'brackets'],
  ['warehouse:marts.customers', 'warehouse.marts.customers', 'a colon'],
])('the form of %s is known', async (text, names, title) => {
  const { report } = await adapted(graph('type Table { fullName: String! }'), {
    examples: [`${text} => ${names}`],
  });
  expect(report.join('\n')).toContain(`Read as names ${title === 'brackets' ? 'in' : 'with'} ${title}`);
});
