import { describe, expect, test } from 'vitest';
import { createDiscoveryClient } from '../../../src/dbt/discovery-client.ts';
import { FACETS, type Facet, NODE_KINDS } from '../../../src/dbt/operations.ts';
import { createDetailsSource } from '../../../src/environments/details/details-source.ts';
import { FACET_CODECS, type FacetValues, nodeKeyText } from '../../../src/environments/details/facets.ts';
import { callOf, createFakeHost } from '../../dbt/fake-host.ts';
import { createSample } from '../../dbt/sample-nodes.ts';
import type { Parsed } from '../../support/ask.ts';

const SAMPLE = createSample({ models: 2, sources: 2, seeds: 1, snapshots: 1 });
const NODES = NODE_KINDS.flatMap((kind) =>
  (SAMPLE.applied?.[kind] ?? []).map(({ uniqueId }) => ({ kind, uniqueId })),
);

/** One facet of all nodes, as it is read from dbt. */
async function read<Name extends Facet>(facet: Name): Promise<readonly (FacetValues[Name] | null)[]> {
  const client = createDiscoveryClient(createFakeHost(SAMPLE).http);
  const source = createDetailsSource({
    readAtMs: () => 1,
    readGroups: (groups) => client.readDetails(callOf(), '1', groups),
  });
  const reads = await source.of(facet).readMany(NODES);
  return NODES.map((node) => reads.get(nodeKeyText(node))?.value ?? null);
}

async function expectRoundTrip<Name extends Facet>(facet: Name): Promise<void> {
  const codec = FACET_CODECS[facet];
  const values = await read(facet);
  expect(values).toHaveLength(6);
  for (const value of values) {
    if (value === null) throw new Error('dbt lists them all');
    const bytes = await codec.encode(value);
    expect(await codec.decode(bytes)).toEqual(value);
    expect(codec.weigh(value, bytes)).toBeGreaterThan(bytes.byteLength);
  }
}

test.each(FACETS)('what is read under the facet %s comes back as it was', expectRoundTrip);

describe('an entry is none', () => {
  const DEEP = '5,000 levels';
  /** What would end the stack of whoever serialises it stands in the text alone. */
  const encode = (value: Parsed) =>
    Buffer.from(JSON.stringify(value).replace(`"${DEEP}"`, `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`));

  test.each<[string, Facet, (value: Parsed) => void]>([
    ['with meta of 5,000 levels', 'base', (value) => Object.assign(value, { meta: DEEP })],
    [
      'with meta of a megabyte',
      'base',
      (value) => Object.assign(value, { meta: { text: 'x'.repeat(1_000_000) } }),
    ],
    ['without an id', 'base', (value) => Object.assign(value, { uniqueId: null })],
    ['with a freshness that is a text', 'base', (value) => Object.assign(value, { freshness: 'pass' })],
    ['with meta of a column of 5,000 levels', 'columns', (value) => Object.assign(value[0], { meta: DEEP })],
    ['with a position over 2^31', 'columns', (value) => Object.assign(value[0], { index: 2 ** 31 })],
    ['with a position between two', 'columns', (value) => Object.assign(value[1], { index: 0.5 })],
    ['with a position that is a text', 'columns', (value) => Object.assign(value[1], { index: '1' })],
    ['with null for a list', 'columns', (value) => Object.assign(value[0], { tags: null })],
    [
      'with arguments of 5,000 levels',
      'tests',
      (value) => Object.assign(value[0].metadata, { kwargs: DEEP }),
    ],
    ['with a test that has no name', 'tests', (value) => Object.assign(value[0], { name: undefined })],
    ['with code that is a number', 'code', (value) => Object.assign(value, { rawCode: 1 })],
  ])('%s', async (_what, facet, change) => {
    const value: Parsed = JSON.parse(JSON.stringify((await read(facet))[0]));
    expect(await FACET_CODECS[facet].decode(encode(value))).toEqual(value);
    change(value);
    expect(await FACET_CODECS[facet].decode(encode(value))).toBeUndefined();
  });

  test.each<[string, Buffer]>([
    ['of no bytes', Buffer.of()],
    ['of bytes that are no text', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['of half a text', Buffer.from('{"rawCode":"select')],
    ['of another kind', Buffer.from('[]')],
    ['of null', Buffer.from('null')],
  ])('%s', async (_what, bytes) => {
    expect(await FACET_CODECS.code.decode(bytes)).toBeUndefined();
  });
});
