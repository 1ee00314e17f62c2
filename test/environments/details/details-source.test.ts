import { expect, test } from 'vitest';
import { createDiscoveryClient } from '../../../src/dbt/discovery-client.ts';
import { UnknownEnvironmentError } from '../../../src/dbt/errors.ts';
import { type DetailsGroup, FACETS } from '../../../src/dbt/operations.ts';
import type { WireDetailsNode } from '../../../src/dbt/responses.ts';
import { createDetailsSource } from '../../../src/environments/details/details-source.ts';
import { type NodeKey, nodeKeyText } from '../../../src/environments/details/facets.ts';
import { callOf, createFakeHost } from '../../dbt/fake-host.ts';
import { createSample } from '../../dbt/sample-nodes.ts';

const model = (number: number): NodeKey => ({ kind: 'models', uniqueId: `model.shop.model_${number}` });
const source = (number: number): NodeKey => ({ kind: 'sources', uniqueId: `source.shop.source_${number}` });
const models = (count: number) => Array.from({ length: count }, (_, number) => model(number));

/** Over a host that answers by dbt's own schema; each request is held back while there is a gate. */
function createFixture(sizes = { models: 450, sources: 3 }) {
  const host = createFakeHost(createSample(sizes));
  const client = createDiscoveryClient(host.http);
  const clock = { nowMs: 1000 };
  const asked: (readonly DetailsGroup[])[] = [];
  const state = { gate: null as Promise<void> | null, failure: null as Error | null };
  const details = createDetailsSource({
    readAtMs: () => clock.nowMs,
    async readGroups(groups): Promise<ReadonlyMap<string, readonly WireDetailsNode[]>> {
      asked.push(groups);
      const { gate, failure } = state;
      await gate;
      if (failure !== null) throw failure;
      return client.readDetails(callOf(), '1', groups);
    },
  });
  const sizesAsked = () =>
    asked.map((groups) => groups.reduce((sum, { uniqueIds }) => sum + uniqueIds.length, 0));
  return { host, clock, asked, state, details, sizesAsked };
}

test('four facets that are asked in one turn are one request for every two hundred nodes', async () => {
  const { host, details, sizesAsked } = createFixture();
  const nodes = models(450);
  const reads = await Promise.all(FACETS.map((facet) => details.of(facet).readMany(nodes)));
  expect(sizesAsked()).toEqual([200, 200, 50]);
  expect(host.requests).toHaveLength(3);
  expect(reads.map(({ size }) => size)).toEqual([450, 450, 450, 450]);
  for (const read of reads) expect([...read.values()].filter(({ value }) => value === null)).toEqual([]);
});

test('each facet is what dbt says of the node', async () => {
  const { details } = createFixture();
  const text = nodeKeyText(model(7));
  const [base, columns, tests, code] = await Promise.all([
    details.of('base').readMany([model(7)]),
    details.of('columns').readMany([model(7)]),
    details.of('tests').readMany([model(7)]),
    details.of('code').readMany([model(7)]),
  ]);
  expect(base.get(text)?.value).toMatchObject({
    uniqueId: 'model.shop.model_7',
    description: 'About model_7',
    materializedType: 'table',
  });
  expect(columns.get(text)?.value?.map(({ name }) => name)).toEqual(['id', 'amount']);
  expect(tests.get(text)?.value?.map(({ uniqueId }) => uniqueId)).toEqual(['test.shop.not_null_model_7_id']);
  expect(code.get(text)?.value).toEqual({ rawCode: 'select 1', compiledCode: null });
});

test('what nobody asked for is not read: neither another facet of a node, nor another node', async () => {
  const { host, asked, details } = createFixture();
  await Promise.all([
    details.of('base').readMany([model(1), model(2), source(0)]),
    details.of('tests').readMany([model(2)]),
  ]);
  expect(asked).toEqual([
    [
      { alias: 'models_base', kind: 'models', facets: ['base'], uniqueIds: ['model.shop.model_1'] },
      {
        alias: 'models_base_tests',
        kind: 'models',
        facets: ['base', 'tests'],
        uniqueIds: ['model.shop.model_2'],
      },
      { alias: 'sources_base', kind: 'sources', facets: ['base'], uniqueIds: ['source.shop.source_0'] },
    ],
  ]);
  expect(host.requests.map(({ query }) => query.includes('columns'))).toEqual([false]);
  expect(host.requests.map(({ query }) => query.match(/testMetadata/g)?.length)).toEqual([1]);
});

test('a node that is gone is null under each facet, and costs no other', async () => {
  const { details, clock } = createFixture();
  const gone: NodeKey = { kind: 'models', uniqueId: 'model.shop.gone' };
  for (const facet of FACETS) {
    const read = await details.of(facet).readMany([gone, model(0)]);
    expect(read.get(nodeKeyText(gone))).toEqual({ value: null, readAtMs: clock.nowMs });
    expect(read.get(nodeKeyText(model(0)))?.value).not.toBeNull();
  }
});

test('an environment that is gone gives nulls: none of its nodes is there any more', async () => {
  const { details, state, clock } = createFixture();
  state.failure = new UnknownEnvironmentError('dbt does not know the environment.');
  const read = await details.of('base').readMany([model(0), source(1)]);
  expect([...read]).toEqual([
    [nodeKeyText(model(0)), { value: null, readAtMs: clock.nowMs }],
    [nodeKeyText(source(1)), { value: null, readAtMs: clock.nowMs }],
  ]);
});

test('any other failure is the caller’s, and is not remembered', async () => {
  const { details, state } = createFixture();
  state.failure = new Error('away');
  await expect(details.of('base').readMany([model(0)])).rejects.toThrow('away');
  state.failure = null;
  expect((await details.of('base').readMany([model(0)])).size).toBe(1);
});

test('a read is dated before the question, so that what changes while dbt answers is newer', async () => {
  const { details, state, clock, asked } = createFixture();
  const gate = Promise.withResolvers<void>();
  state.gate = gate.promise;
  const reading = details.of('base').readMany([model(0)]);
  await expect.poll(() => asked.length).toBe(1);
  clock.nowMs = 2000;
  gate.resolve();
  expect((await reading).get(nodeKeyText(model(0)))?.readAtMs).toBe(1000);
});

test('a node that is being read is not asked again; presence and absence keep the time of their own read', async () => {
  const { details, state, clock, asked, sizesAsked } = createFixture();
  const gate = Promise.withResolvers<void>();
  state.gate = gate.promise;
  const gone: NodeKey = { kind: 'models', uniqueId: 'model.shop.gone' };
  const first = details.of('base').readMany([model(0), gone]);
  await expect.poll(() => asked.length).toBe(1);
  state.gate = null;
  clock.nowMs = 2000;
  const second = details.of('base').readMany([model(1), gone, model(0)]);
  gate.resolve();
  await first;
  const read = await second;
  expect([gone, model(0), model(1)].map((node) => read.get(nodeKeyText(node))?.readAtMs)).toEqual([
    1000, 1000, 2000,
  ]);
  expect(read.get(nodeKeyText(gone))?.value).toBeNull();
  expect(sizesAsked()).toEqual([2, 1]);
});

test('two facets of one node that are asked one after the other are two requests, each for its own', async () => {
  const { details, asked } = createFixture();
  await details.of('base').readMany([model(0)]);
  await details.of('columns').readMany([model(0)]);
  expect(asked.map((groups) => groups.map(({ alias }) => alias))).toEqual([
    ['models_base'],
    ['models_columns'],
  ]);
});
