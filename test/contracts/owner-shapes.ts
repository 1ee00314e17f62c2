/** A subgraph that owns Table and Column, in one of the shapes that catalogues are found in. */
export interface OwnerShape {
  readonly name: string;
  readonly typeDefs: string;
}

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

const QUERY = 'type Query { tables: [Table!]! table(id: ID!): Table columns: [Column!]! }';

const TABLE_FIELDS =
  'id: ID! database: String! schema: String! name: String! type: String! columns: [Column!]!';
const COLUMN_FIELDS = 'id: ID! name: String! type: String! position: Int! table: Table!';

const NATURAL_TABLE_KEY = '@key(fields: "database schema name")';
const NATURAL_COLUMN_KEY = '@key(fields: "table { database schema name } name")';
const ID_KEY = '@key(fields: "id")';

/** The shapes with which the contributed graph has to compose, needing nothing from their owners. */
export const OWNER_SHAPES: readonly OwnerShape[] = [
  owner('an id as key', ID_KEY, ID_KEY),
  owner('the natural key', NATURAL_TABLE_KEY, NATURAL_COLUMN_KEY),
  owner('both keys', `${ID_KEY} ${NATURAL_TABLE_KEY}`, `${ID_KEY} ${NATURAL_COLUMN_KEY}`),
];

function owner(name: string, tableKey: string, columnKey: string): OwnerShape {
  return {
    name,
    typeDefs: `${LINK}
${QUERY}
type Table ${tableKey} { ${TABLE_FIELDS} }
type Column ${columnKey} { ${COLUMN_FIELDS} }
`,
  };
}
