import { expect, test } from 'vitest';
import type { Faults } from '../../discovery/switchboard.ts';
import type { Parsed } from '../support/ask.ts';
import { type Stack, startStack } from '../support/start-stack.ts';

const TABLES = `{ tables { database schema name type dbtDescription lastRefreshedAt dbtTests { name } dbt { match { status reason } }
  columns { name type dbtDescription dbtTests { name } dbt { match { status } } } } }`;

const FORGET = 'mutation { refreshDbtMetadata { userErrors { code } } }';

/** Without anything remembered, only what is dbt's is missing. */
async function expectCatalogueWhole(stack: Stack, code: string): Promise<void> {
  const { status, body } = await stack.query(TABLES);
  expect(status).toBe(200);
  const tables: Parsed[] = body.data.tables;
  expect(tables).toHaveLength(41);
  for (const table of tables) {
    expect(table).toMatchObject({
      database: 'warehouse',
      dbtDescription: null,
      lastRefreshedAt: null,
      dbtTests: null,
    });
    expect(table.dbt.match).toEqual({ status: 'UNAVAILABLE', reason: expect.stringMatching(/.{20,}/) });
    expect(table.columns[0]).toMatchObject({
      type: expect.any(String),
      dbtDescription: null,
      dbtTests: null,
    });
  }
  // The gateway asks for tables and for columns apart; each answer carries one error of the kind.
  const errors: readonly { extensions: { code: string } }[] = body.errors;
  expect(errors.map(({ extensions }) => extensions.code)).toEqual([code, code]);
}

test.each<[string, Faults, string]>([
  ['answers 503', { status: 503 }, 'DBT_UNREACHABLE'],
  ['refuses the token', { status: 401 }, 'DBT_TOKEN_REJECTED'],
  ['limits requests', { rateLimit: { retryAfterSeconds: 60 } }, 'DBT_RATE_LIMITED'],
  ['sends half an answer', { truncate: true }, 'DBT_RESPONSE_INVALID'],
  ['sends the page of a proxy', { html: true }, 'DBT_RESPONSE_INVALID'],
  ['never answers', { hang: true }, 'DBT_INDEX_LOADING'],
])("dbt %s: the catalogue's own fields are whole, %j gives %s", async (_what, faults, code) => {
  const deadlineMs = code === 'DBT_INDEX_LOADING' ? '400' : '5000';
  await using stack = await startStack({ gateway: 'apollo', env: { DBT_DEADLINE_MS: deadlineMs } });
  stack.discovery.switchboard.set(faults);
  await stack.query(FORGET);
  await expectCatalogueWhole(stack, code);
});

test('dbt is gone altogether', async () => {
  await using stack = await startStack({ gateway: 'apollo' });
  await stack.discovery.close();
  await stack.query(FORGET);
  await expectCatalogueWhole(stack, 'DBT_UNREACHABLE');
});

test('what was read before is served while dbt is gone, without an error', async () => {
  await using stack = await startStack({ gateway: 'apollo' });
  const before = await stack.query(TABLES);
  expect(before.body.errors).toBeUndefined();
  await stack.discovery.close();
  expect((await stack.query(TABLES)).body).toEqual(before.body);
});
