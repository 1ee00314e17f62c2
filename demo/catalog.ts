import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { gql } from 'graphql-tag';

/** A small data catalogue that owns Table and Column: what the warehouse itself lists, without a word of dbt. */

export interface CatalogTable {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly position: number }[];
}

export const catalogTypeDefs = gql`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

  type Query {
    "Tables of the warehouse; of one schema where it is named."
    tables(schema: String): [Table!]!
    table(database: String!, schema: String!, name: String!): Table
  }

  type Table @key(fields: "database schema name") {
    database: String!
    schema: String!
    name: String!
    "BASE TABLE or VIEW."
    type: String!
    columns: [Column!]!
  }

  type Column @key(fields: "table { database schema name } name") {
    table: Table!
    name: String!
    type: String!
    position: Int!
  }
`;

const TABLES_FILE = new URL('warehouse/tables.json', import.meta.url);

function readTables(): readonly CatalogTable[] {
  return JSON.parse(readFileSync(TABLES_FILE, 'utf8'));
}

export async function startCatalog(
  port: number,
  host = '127.0.0.1',
  tables = readTables(),
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const find = (key: Pick<CatalogTable, 'database' | 'schema' | 'name'>) =>
    tables.find(
      ({ database, schema, name }) => database === key.database && schema === key.schema && name === key.name,
    ) ?? null;
  const columnsOf = (table: CatalogTable) => table.columns.map((column) => ({ ...column, table }));
  const server = new ApolloServer({
    schema: buildSubgraphSchema([
      {
        typeDefs: catalogTypeDefs,
        resolvers: {
          Query: {
            tables: (_parent: unknown, { schema }: { schema?: string | null }) =>
              schema === undefined || schema === null
                ? tables
                : tables.filter((table) => table.schema === schema),
            table: (_parent: unknown, key: CatalogTable) => find(key),
          },
          Table: {
            __resolveReference: (key: CatalogTable) => find(key),
            columns: columnsOf,
          },
          Column: {
            __resolveReference: ({ table: key, name }: { table: CatalogTable; name: string }) => {
              const table = find(key);
              return table === null
                ? null
                : (columnsOf(table).find((column) => column.name === name) ?? null);
            },
          },
        },
      },
    ]),
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  const { url } = await startStandaloneServer(server, { listen: { host, port } });
  return { url: `${url.replace(/\/$/, '')}/graphql`, stop: () => server.stop() };
}
