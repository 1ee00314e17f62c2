import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeArtifacts } from '../support/artifact-folder.ts';
import { ask, type Parsed } from '../support/ask.ts';
import { indexRead } from '../support/index-read.ts';
import { type Stack, startStack } from '../support/start-stack.ts';
import { checked, dailySource, mart, project } from '../support/upstream-project.ts';

/** A graph with names of its own, in which a field chooses the environments of a table. */
const MAPPING = `
tables:
  - type: Dataset
    relation: { database: db, schema: schemaName, name: title }
    environments:
      by: account
      values: { both: ['1', '2'], finance: ['2'] }
typePrefix: Metadata
rename:
  Dataset.dbt: lineage
owner: |
  type Dataset { account: String db: String schemaName: String title: String }
`;

const EVENTS = dailySource('events');
const ORDERS = mart('orders', EVENTS);
/** Finance knows the table that the shop builds as a source, and checks it. */
const BOUGHT = { ...dailySource('orders'), schema: 'marts', relation_name: '"wh"."marts"."orders"' };
const REVENUE = mart('revenue', BOUGHT);

const QUERY = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Dataset { lineage {
  __typename health upstream { __typename dataAsOf sourceStatus sources(first: 5) { __typename node { uniqueId environment { id } } } } } } } }`;

async function tell(stack: Stack, account: string): Promise<Parsed> {
  const r = [{ __typename: 'Dataset', account, db: 'wh', schemaName: 'marts', title: 'revenue' }];
  const planned = await stack.query(QUERY, { r });
  expect(planned.body.errors).toBeUndefined();
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', QUERY) } };
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY, variables: { r }, extensions }),
  });
  expect(await response.text()).toBe(planned.text);
  return planned.body.data._entities[0].lineage;
}

test('upstream stands under the names of the graph, within the environments that the table is looked for in', async () => {
  await using shop = writeArtifacts(project([EVENTS, ORDERS], checked({ events: '2026-11-20T22:00:00Z' })));
  await using finance = writeArtifacts(
    project([BOUGHT, REVENUE], checked({ orders: { status: 'warn', maxLoadedAt: '2026-11-24T22:00:00Z' } })),
  );
  const environments = [shop, finance].map(({ artifactsPath }, place) => ({ id: place + 1, artifactsPath }));
  const path = join(shop.artifactsPath, 'entity-mapping.yaml');
  writeFileSync(path, MAPPING);
  await using stack = await startStack({ environments, env: { ENTITY_MAPPING: path }, connect: false });
  const input = `{ apiHost: "${new URL(stack.discovery.url).origin}", serviceToken: "${stack.serviceToken}", environmentIds: ["1", "2"] }`;
  await ask(
    `${stack.url}/graphql`,
    `mutation { configureDbtIntegration(input: ${input}) { userErrors { message } } }`,
  );
  await indexRead(stack.url);
  expect(await tell(stack, 'both')).toMatchObject({
    __typename: 'MetadataDbtTableMetadata',
    upstream: {
      __typename: 'MetadataDbtUpstream',
      dataAsOf: '2026-11-20T22:00:00.000Z',
      sourceStatus: 'WARN',
      sources: [
        {
          __typename: 'MetadataDbtUpstreamSource',
          node: { uniqueId: 'source.shop.raw.events', environment: { id: '1' } },
        },
        { node: { uniqueId: 'source.shop.raw.orders', environment: { id: '2' } } },
      ],
    },
  });
  expect(await tell(stack, 'finance')).toMatchObject({
    upstream: {
      dataAsOf: '2026-11-24T22:00:00.000Z',
      sources: [{ node: { uniqueId: 'source.shop.raw.orders', environment: { id: '2' } } }],
    },
  });
});
