import { ask, type Parsed } from './ask.ts';

/** A table of no catalogue: looking for it takes the applied state of every environment, and nothing else. */
const NOWHERE = `query IndexRead { _entities(representations: [{ __typename: "Table", database: "none", schema: "none", name: "none" }]) {
  ... on Table { dbtDescription } } }`;

/**
 * Resolves when the read of the index that a saved integration sets off has ended, whatever came of it: what is asked of dbt afterwards
 * is asked for somebody who reads. `url` is the subgraph's base address.
 */
export async function indexRead(url: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  for (;;) {
    const { body } = await ask(`${url}/graphql`, NOWHERE, {}, headers);
    const codes = (body.errors ?? []).map(({ extensions }: Parsed) => extensions.code);
    if (!codes.includes('DBT_INDEX_LOADING')) return;
  }
}
