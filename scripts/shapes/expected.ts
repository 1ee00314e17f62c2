import { ask } from '../../test/support/ask.ts';
import { type Dbt, startConnected } from './dbt-subgraph.ts';
import { columnFacts, type Facts, tableFacts, toFacts, usualNames } from './facts.ts';
import type { Relation } from './owner/relations.ts';

export interface ExpectedFacts {
  readonly tables: readonly Facts[];
  readonly columns: readonly Facts[];
}

export interface Expectation {
  readonly relations: readonly Relation[];
  /** False where the owner knows no databases. */
  readonly knowsDatabases: boolean;
  /** The environments that answer for an account; null where all do for every one. */
  readonly environmentsOf: ((account: string) => readonly string[]) | null;
}

export interface FactSource {
  /** The facts of tables and of all their columns, in their order. */
  read(expectation: Expectation): Promise<ExpectedFacts>;
  stop(): Promise<void>;
}

const ALL = ['834', '912'];

const QUERY = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Table { ${tableFacts(usualNames)} }
  ... on Column { ${columnFacts(usualNames)} } } }`;

/** What the subgraph with its usual names says of the same relations, asked without a gateway. One subgraph for each choice of environments. */
export function createFactSource(dbt: Dbt): FactSource {
  const started = new Map<string, Promise<{ readonly url: string; stop(): Promise<void> }>>();
  const subgraphFor = (environmentIds: readonly string[]) => {
    const key = environmentIds.join();
    const subgraph = started.get(key) ?? startConnected(dbt, { environmentIds, mappingPath: null });
    started.set(key, subgraph);
    return subgraph;
  };
  async function entities(environmentIds: readonly string[], representations: readonly object[]) {
    const { url } = await subgraphFor(environmentIds);
    const { body } = await ask(`${url}/graphql`, QUERY, { representations });
    if (body.errors !== undefined)
      throw new Error(`No facts to compare with: ${JSON.stringify(body.errors)}`);
    return (body.data._entities as readonly unknown[]).map((entity) => {
      const facts = toFacts(entity);
      if (facts === null) throw new Error('A reference was not answered.');
      return facts;
    });
  }
  return {
    async read({ relations, knowsDatabases, environmentsOf }) {
      const tables: Facts[] = [];
      const columns: Facts[] = [];
      for (const [account, ofAccount] of Map.groupBy(relations, ({ account }) => account)) {
        const environmentIds = environmentsOf?.(account) ?? ALL;
        const keys = ofAccount.map(({ database, schema, name }) => ({
          database: (knowsDatabases ? database : null) ?? '',
          schema,
          name,
        }));
        const columnKeys = ofAccount.flatMap((relation, position) =>
          relation.columns.map(({ name }) => ({ __typename: 'Column', table: keys[position], name })),
        );
        tables.push(
          ...(await entities(
            environmentIds,
            keys.map((key) => ({ __typename: 'Table', ...key })),
          )),
        );
        columns.push(...(await entities(environmentIds, columnKeys)));
      }
      // Two that both know nothing agree, too.
      if (tables.every(({ dbtDescription }) => dbtDescription === null))
        throw new Error('dbt knows none of these tables.');
      return { tables, columns };
    },
    async stop() {
      for (const subgraph of started.values()) await (await subgraph).stop();
    },
  };
}
