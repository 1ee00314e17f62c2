/** An owner's graph, the mapping that fits it, and the half of the served graph that is made for it. */
export interface OwnerCase {
  readonly name: string;
  readonly owner: string;
  readonly mapping: string;
  /** The owner's types as they are served; of the contributed fields `dbt` alone. */
  readonly served: string;
}

/** The excerpt of a mapping may hold more than is borrowed: here it is the owner's whole schema. */
export function withExcerpt({ owner, mapping }: Pick<OwnerCase, 'owner' | 'mapping'>): string {
  const lines = owner.split('\n').map((line) => `  ${line}`);
  return `${mapping.trim()}\nowner: |\n${lines.join('\n')}\n`;
}

const PATHS = 'relation: { database: database, schema: schema, name: name }';
const NAMES = 'database: String! schema: String! name: String!';

export const OWNER_CASES: readonly OwnerCase[] = [
  {
    name: 'calls them otherwise, fields too',
    owner: `
      type Query { sets: [Dataset!]! }
      type Dataset @key(fields: "id") { id: ID! db: String! namespace: String! label: String! parts: [Part!]! }
      type Part @key(fields: "id") { id: ID! label: String! parent: Dataset! }`,
    mapping: `
tables: [{ type: Dataset, relation: { database: db, schema: namespace, name: label } }]
columns: [{ type: Part, name: label, table: parent }]`,
    served: `
      type Dataset @key(fields: "db namespace label") {
        db: String! @external namespace: String! @external label: String! @external dbt: DbtTableMetadata }
      type Part @key(fields: "parent { db namespace label } label") {
        parent: Dataset! @external label: String! @external dbt: DbtColumnMetadata }`,
  },
  {
    name: 'promises nothing to be there, with scalars of its own',
    owner: `
      scalar NamespaceName
      enum Layer { RAW MART }
      type Query { tables: [Table] }
      type Table @key(fields: "id") { id: ID! database: ID schema: NamespaceName name: String layer: Layer columns: [Column] }
      type Column @key(fields: "id") { id: ID! name: NamespaceName table: Table }`,
    mapping: `
tables: [{ type: Table, relation: { database: database, schema: schema, name: name }, environments: { by: layer } }]
columns: [{ type: Column, name: name, table: table }]`,
    served: `
      type Table @key(fields: "layer database schema name") {
        layer: Layer @external database: ID @external schema: NamespaceName @external name: String @external dbt: DbtTableMetadata }
      type Column @key(fields: "table { layer database schema name } name") {
        table: Table @external name: NamespaceName @external dbt: DbtColumnMetadata }
      enum Layer { RAW MART }
      scalar NamespaceName`,
  },
  {
    name: 'has all names in one text',
    owner: `
      type Query { tables: [Table!]! }
      type Table @key(fields: "id") { id: ID! fqn: String columns: [Column!]! }
      type Column @key(fields: "id") { id: ID! name: String! table: Table! }`,
    mapping: `
tables:
  - type: Table
    relation:
      from: fqn
      pattern: (?<database>[^.]+)\\.(?<schema>[^.]+)\\.(?<name>.+)
      examples: [{ value: a.b.c.d, database: a, schema: b, name: c.d }]
columns: [{ type: Column, name: name, table: table }]`,
    served: `
      type Table @key(fields: "fqn") { fqn: String @external dbt: DbtTableMetadata }
      type Column @key(fields: "table { fqn } name") {
        table: Table! @external name: String! @external dbt: DbtColumnMetadata }`,
  },
  {
    name: 'nests them, in entities and in plain objects',
    owner: `
      type Query { tables: [Table!]! }
      type Reference { id: ID! name: String }
      type Schema @key(fields: "id") { id: ID! name: String! database: Reference! }
      type Table @key(fields: "id") { id: ID! name: String! schema: Schema! columns: [Column!]! }
      type Column @key(fields: "id") { id: ID! name: String! table: Table! }`,
    mapping: `
tables: [{ type: Table, relation: { database: schema.database.name, schema: schema.name, name: name } }]
columns: [{ type: Column, name: name, table: table }]`,
    served: `
      type Table @key(fields: "schema { database { name } name } name") {
        schema: Schema! @external name: String! @external dbt: DbtTableMetadata }
      type Schema { database: Reference! @external name: String! @external }
      type Reference { name: String @external }
      type Column @key(fields: "table { schema { database { name } name } name } name") {
        table: Table! @external name: String! @external dbt: DbtColumnMetadata }`,
  },
  {
    name: 'has several kinds of tables behind an interface',
    owner: `
      type Query { tables: [Table!]! }
      interface Table { id: ID! ${NAMES} columns: [Column!]! }
      type Base implements Table @key(fields: "id") { id: ID! ${NAMES} columns: [Column!]! }
      type View implements Table @key(fields: "id") { id: ID! ${NAMES} columns: [Column!]! sql: String }
      type Column @key(fields: "id") { id: ID! name: String! table: Table! }`,
    mapping: `
tables: [{ type: Base, ${PATHS} }, { type: View, ${PATHS} }]
columns: [{ type: Column, name: name, table: table, key: id }]
interfaces: [Table]`,
    served: `
      type Base implements Table @key(fields: "database schema name") {
        database: String! @external schema: String! @external name: String! @external dbt: DbtTableMetadata }
      type View implements Table @key(fields: "database schema name") {
        database: String! @external schema: String! @external name: String! @external dbt: DbtTableMetadata }
      type Column @key(fields: "id") {
        id: ID! table: Table! @external name: String! @external
        dbt: DbtColumnMetadata @requires(fields: "name table { database schema name }") }
      interface Table { database: String! schema: String! name: String! dbt: DbtTableMetadata }`,
  },
  {
    name: 'has an interface that is an entity, which carries nothing here',
    owner: `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      type Query { tables: [Table!]! }
      interface Table @key(fields: "id") { id: ID! schema: String! name: String! columns: [Column!]! }
      type Base implements Table @key(fields: "id") { id: ID! schema: String! name: String! columns: [Column!]! }
      type Column @key(fields: "id") { id: ID! name: String! table: Table! }`,
    mapping: `
tables: [{ type: Base, relation: { schema: schema, name: name } }]
columns: [{ type: Column, name: name, table: table, key: id }]`,
    served: `
      type Base implements Table @key(fields: "schema name") {
        schema: String! @external name: String! @external dbt: DbtTableMetadata }
      type Column @key(fields: "id") {
        id: ID! table: Table! @external name: String! @external
        dbt: DbtColumnMetadata @requires(fields: "name table { schema name }") }
      interface Table { schema: String! name: String! }`,
  },
  {
    name: 'wants arguments, of an enum and of an input',
    owner: `
      type Query { tables: [Table!]! }
      enum Quoting { QUOTED PLAIN }
      input Spelling { quoting: Quoting! upper: Boolean }
      type Table @key(fields: "id") { id: ID! schema: String! name(as: Spelling!): String! columns: [Column!]! }
      type Column @key(fields: "id") { id: ID! name: String! table: Table! }`,
    mapping: `
tables: [{ type: Table, relation: { schema: schema, name: 'name(as: { quoting: PLAIN })' }, key: id }]
columns: [{ type: Column, name: name, table: table, key: id }]`,
    served: `
      type Table @key(fields: "id") {
        id: ID! schema: String! @external name(as: Spelling!): String! @external
        dbt: DbtTableMetadata @requires(fields: "schema name(as: {quoting: PLAIN})") }
      type Column @key(fields: "id") {
        id: ID! table: Table! @external name: String! @external
        dbt: DbtColumnMetadata @requires(fields: "name table { schema name(as: {quoting: PLAIN}) }") }
      input Spelling { quoting: Quoting! upper: Boolean }
      enum Quoting { QUOTED PLAIN }`,
  },
  {
    name: 'names the schema through an interface, and has a key of several fields',
    owner: `
      type Query { tables: [Table!]! }
      type Workspace @key(fields: "id") { id: ID! }
      interface Container { name: String! }
      type Schema implements Container { name: String! }
      type Folder implements Container { name: String! path: String! }
      type Table @key(fields: "workspace { id } name") { workspace: Workspace! container: Container! name: String! }`,
    mapping: `
tables: [{ type: Table, relation: { schema: container.name, name: name }, key: 'workspace { id } name' }]`,
    served: `
      type Table @key(fields: "workspace { id } name") {
        workspace: Workspace! name: String! container: Container! @external
        dbt: DbtTableMetadata @requires(fields: "container { name }") }
      type Workspace { id: ID! }
      interface Container { name: String! }`,
  },
  {
    name: 'has fields and types of the names that ours have',
    owner: `
      scalar DateTime
      enum DbtHealth { GREEN RED }
      type Query { tables: [Table!]! dbtLookup: String }
      type Table @key(fields: "id") { id: ID! ${NAMES} dbt: DbtHealth lastRefreshedAt: DateTime }`,
    mapping: `
tables: [{ type: Table, ${PATHS} }]
typePrefix: Metadata
rename: { Table.dbt: metadata, Table.lastRefreshedAt: dbtLastRefreshedAt, Query.dbtLookup: metadataLookup }`,
    served: `
      type Table @key(fields: "database schema name") {
        database: String! @external schema: String! @external name: String! @external metadata: MetadataDbtTableMetadata }`,
  },
];
