import { readFileSync } from 'node:fs';
import { request } from 'undici';
import { CONFIGURE_MUTATION } from '../../demo/queries.ts';

/** What a page of a catalogue asks: a list of tables, with what dbt says of each. */
const PAGE = `query ($tables: [_Any!]!) { _entities(representations: $tables) { ... on Table {
  dbtDescription lastRefreshedAt dbtTests { name outcome severity } dbt { health asOf match { status reason } } } } }`;

export const TABLES: readonly unknown[] = JSON.parse(
  readFileSync(new URL('../../demo/warehouse/tables.json', import.meta.url), 'utf8'),
).map(({ database, schema, name }: Readonly<Record<string, string>>) => ({
  __typename: 'Table',
  database,
  schema,
  name,
}));

export interface Tenant {
  readonly name: string;
  readonly serviceToken: string;
}

export interface Viewers {
  connect(url: string, tenant: Tenant, apiHost: string): Promise<void>;
  /** Rejects when a table is without an answer. */
  view(url: string, tenant: Tenant, tables: readonly unknown[]): Promise<void>;
}

export function createViewers(gatewaySecret: string): Viewers {
  async function ask(url: string, tenant: Tenant, query: string, variables: unknown) {
    const { body } = await request(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-gateway-secret': gatewaySecret,
        'x-tenant-id': tenant.name,
        'x-user-id': 'viewer',
        'x-user-scopes': 'dbt:admin',
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await body.json()) as {
      data: Readonly<Record<string, unknown>>;
      errors?: unknown;
    };
    if (errors !== undefined) throw new Error(`${tenant.name}: ${JSON.stringify(errors)}`);
    return data;
  }

  return {
    async connect(url, tenant, apiHost) {
      const input = { apiHost, serviceToken: tenant.serviceToken, environmentIds: ['834', '912'] };
      const { configureDbtIntegration: outcome } = await ask(url, tenant, CONFIGURE_MUTATION, { input });
      const { userErrors } = outcome as { readonly userErrors: readonly unknown[] };
      if (userErrors.length > 0) throw new Error(`${tenant.name}: ${JSON.stringify(userErrors)}`);
    },
    async view(url, tenant, tables) {
      await ask(url, tenant, PAGE, { tables });
    },
  };
}

/** The same views in every run: a small generator of numbers from 0 to 1, from a seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
