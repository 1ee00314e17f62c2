import { describe, expect, test } from 'vitest';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import { FACETS, NODE_KINDS } from '../../src/dbt/operations.ts';
import { isCachedDetails, isCachedIndex } from '../../src/environments/cached-shapes.ts';
import { detailsKey, readDetailsByKey } from '../../src/environments/details-batches.ts';
import { readIndexByKey } from '../../src/environments/index-pages.ts';
import { callOf, createFakeHost } from '../dbt/fake-host.ts';
import { createSample } from '../dbt/sample-nodes.ts';
import type { Parsed } from '../support/ask.ts';

const SAMPLE = createSample({ models: 2, sources: 2, seeds: 1, snapshots: 1 });
const DETAILS = NODE_KINDS.flatMap((kind) =>
  (SAMPLE.applied?.[kind] ?? []).flatMap(({ uniqueId }) =>
    FACETS.map((facet) => detailsKey(kind, facet, uniqueId)),
  ),
);

/** What is read, as it comes back from a shared cache: through JSON. */
async function readBack(): Promise<{
  readonly index: Map<string, Parsed>;
  readonly details: Map<string, Parsed>;
}> {
  const client = createDiscoveryClient(createFakeHost(SAMPLE).http);
  const throughJson = (values: ReadonlyMap<string, unknown>) =>
    new Map([...values].map(([key, value]) => [key, JSON.parse(JSON.stringify(value)) as Parsed]));
  return {
    index: throughJson(await readIndexByKey(client, callOf(), '1', ['applied', 'definition', 'severities'])),
    details: throughJson(await readDetailsByKey(client, callOf(), '1', DETAILS)),
  };
}

test('everything that is read is taken back', async () => {
  const { index, details } = await readBack();
  expect([index.size, details.size]).toEqual([3, 6 * FACETS.length]);
  for (const [key, value] of index) expect([key, isCachedIndex(key, value)]).toEqual([key, true]);
  for (const [key, value] of details) expect([key, isCachedDetails(key, value)]).toEqual([key, true]);
});

describe('an entry is none', () => {
  const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
  const base = detailsKey('models', 'base', 'model.shop.model_0');
  const columns = detailsKey('models', 'columns', 'model.shop.model_0');
  const tests = detailsKey('models', 'tests', 'model.shop.model_0');

  test.each<[string, string, (value: Parsed) => void]>([
    ['with meta of 5,000 levels', base, (value) => Object.assign(value, { meta: nested(5000) })],
    [
      'with meta of a megabyte',
      base,
      (value) => Object.assign(value, { meta: { text: 'x'.repeat(1_000_000) } }),
    ],
    [
      'with meta of a column of 5,000 levels',
      columns,
      (value) => Object.assign(value[0], { meta: nested(5000) }),
    ],
    ['with a position over 2^31', columns, (value) => Object.assign(value[0], { index: 2 ** 31 })],
    ['with a position between two', columns, (value) => Object.assign(value[1], { index: 0.5 })],
    ['with a position that is a text', columns, (value) => Object.assign(value[1], { index: '1' })],
    [
      'with arguments of 5,000 levels',
      tests,
      (value) => Object.assign(value[0].metadata, { kwargs: nested(5000) }),
    ],
    ['with null for a list', columns, (value) => Object.assign(value[0], { tags: null })],
  ])('%s', async (_what, key, change) => {
    const value = (await readBack()).details.get(key);
    expect(isCachedDetails(key, value)).toBe(true);
    change(value);
    expect(isCachedDetails(key, value)).toBe(false);
  });
});
