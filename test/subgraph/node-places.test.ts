import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run, writeArtifacts } from '../support/artifact-folder.ts';
import { model, source } from '../support/artifact-nodes.ts';
import { entities, table } from '../support/entities.ts';
import { startStack } from '../support/start-stack.ts';

/** A node says where its relation stands, so that one table leads to the next. */

const PLACE = 'uniqueId database schema identifier environment { id }';
const LOOKUP = `query ($database: String, $schema: String!, $name: String!) {
  dbtLookup(database: $database, schema: $schema, name: $name) { match { candidates { uniqueId environment { id } } } }
}`;

interface Place {
  readonly uniqueId: string;
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly environment: { readonly id: string };
}

const RELATIONS: readonly { readonly schema: string; readonly name: string }[] = JSON.parse(
  readFileSync(new URL('../../demo/warehouse/tables.json', import.meta.url), 'utf8'),
);

test('each node of the demo that a table lists is found again where it says it stands', async () => {
  await using stack = await startStack();
  const tables = await entities(
    stack,
    RELATIONS.map(({ schema, name }) => table(`${schema}.${name}`)),
    `... on Table { dbt { match { status candidates { ${PLACE} } } upstream { sources { node { ${PLACE} } } } } }`,
  );
  const places = new Map<string, Place>();
  for (const { dbt } of tables) {
    if (dbt.match.status === 'NOT_BUILT') continue;
    const above: readonly { readonly node: Place }[] = dbt.upstream?.sources ?? [];
    for (const place of [...dbt.match.candidates, ...above.map(({ node }) => node)]) {
      places.set(`${place.environment.id} ${place.uniqueId}`, place);
    }
  }
  expect(places.size).toBeGreaterThan(20);
  for (const { uniqueId, database, schema, identifier, environment } of places.values()) {
    const found = await stack.query(LOOKUP, { database, schema, name: identifier });
    const { candidates } = found.body.data.dbtLookup.match;
    expect(candidates).toContainEqual({ uniqueId, environment: { id: environment.id } });
  }
});

test('an alias or identifier goes before the name, and a database that is none is null', async () => {
  const shipments = source('carrier', 'none.raw.shipments', { name: 'deliveries', identifier: 'shipments' });
  const orders = model('none.marts.orders', {
    alias: 'orders_v2',
    relation_name: '"marts"."orders_v2"',
    depends_on: { nodes: [shipments.unique_id] },
  });
  await using folder = writeArtifacts({
    nodes: [shipments, orders],
    runs: [run('build', '2026-03-01T04:00:00Z', { [orders.unique_id]: 'success' })],
  });
  await using stack = await startStack({ environments: [{ id: 1, artifactsPath: folder.artifactsPath }] });

  const { body } = await stack.query(`{
    dbtLookup(database: null, schema: "marts", name: "orders_v2") {
      node { name database schema identifier }
      upstream { sources { node { name database schema identifier } } }
    }
  }`);

  expect(body.data.dbtLookup).toEqual({
    node: { name: 'orders', database: null, schema: 'marts', identifier: 'orders_v2' },
    upstream: {
      sources: [{ node: { name: 'deliveries', database: null, schema: 'raw', identifier: 'shipments' } }],
    },
  });
});
