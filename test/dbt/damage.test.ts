import { describe, expect, test } from 'vitest';
import { createDiscoveryClient } from '../../src/dbt/discovery-client.ts';
import {
  changeOperation,
  type DetailsGroup,
  detailsOperation,
  FACETS,
  GRAPH_LISTS,
  type IndexList,
  indexOperation,
  NODE_KINDS,
} from '../../src/dbt/operations.ts';
import { type Place, placesOf, putAt, valueAt } from './answer-places.ts';
import { callOf, createFakeHost, type FakeHost } from './fake-host.ts';
import { readIndex } from './read-index.ts';
import { createSample } from './sample-nodes.ts';

const SAMPLE = createSample({ models: 2, sources: 2, seeds: 2, snapshots: 2 });
const LISTS: readonly IndexList[] = [
  ...NODE_KINDS.flatMap((kind): readonly IndexList[] => [`applied.${kind}`, `definition.${kind}`]),
  'applied.tests',
];
const GROUPS: readonly DetailsGroup[] = NODE_KINDS.map((kind) => ({
  alias: kind,
  kind,
  facets: FACETS,
  uniqueIds: SAMPLE.applied?.[kind].map(({ uniqueId }) => uniqueId) ?? [],
}));
const fromTheStart = <Name extends string>(names: readonly Name[]) =>
  new Map(names.map((name) => [name, null] as const));
const NONE: ReadonlySet<string> = new Set();

interface Read {
  readonly query: string;
  readonly run: (host: FakeHost) => Promise<unknown>;
  /** What dbt's schema lets be null, and is damage all the same. */
  readonly notNull?: readonly string[];
  /** What dbt's schema promises, and may be left out all the same. */
  readonly optional?: readonly string[];
}

const clientOf = (host: FakeHost) => createDiscoveryClient(host.http);
const READS: readonly (readonly [string, Read])[] = [
  [
    'the index and the severities',
    {
      query: indexOperation('1', fromTheStart(LISTS), NONE).query,
      run: (host) => readIndex(clientOf(host), callOf(), '1', LISTS),
      // Samples that no node is read from.
      optional: ['catalog_of_models', 'catalog_of_sources'],
    },
  ],
  [
    'the graph',
    {
      query: indexOperation('1', fromTheStart(GRAPH_LISTS), NONE).query,
      run: (host) => readIndex(clientOf(host), callOf(), '1', GRAPH_LISTS),
      // Hosts of an older release are asked without them.
      optional: ['parents', 'criteria'],
    },
  ],
  [
    'details',
    {
      query: detailsOperation('1', GROUPS, fromTheStart(GROUPS.map(({ alias }) => alias)), NONE).query,
      run: (host) => clientOf(host).readDetails(callOf(), '1', GROUPS),
      // The index has just listed nodes of this state.
      notNull: ['data.environment.applied'],
      // A host of an older release is asked without it.
      optional: ['criteria'],
    },
  ],
  [
    'the change check',
    {
      query: changeOperation(['1', '1'], NONE).query,
      run: (host) => clientOf(host).readChange(callOf(), ['1', '1']),
    },
  ],
];

function hostWith(path: readonly (string | number)[], value: unknown): FakeHost {
  const host = createFakeHost(SAMPLE);
  host.tamper = (answer) => {
    expect(valueAt(answer, path.slice(0, -1))).toBeDefined();
    putAt(answer, path, value);
  };
  return host;
}

/** As messages name it: without the envelope. */
const named = (path: readonly (string | number)[]) => path.slice(1).join('.');
const refusalAt = (path: readonly (string | number)[]) => ({
  code: 'DBT_RESPONSE_INVALID',
  retryable: false,
  message: expect.stringContaining(named(path)),
});

const titled = (places: readonly Place[]) => places.map((place) => [place.name, place] as const);

describe.each(READS)('%s', (_what, { query, run, notNull = [], optional = [] }) => {
  const places = placesOf(query);
  const parts = places.filter(({ kind }) => kind !== 'value');
  const promised = parts.filter(({ name, isPromised }) => isPromised || notNull.includes(name));
  const nullable = parts.filter((place) => !promised.includes(place));
  const isOptional = (name: string) => optional.some((field) => name.endsWith(`.${field}`));
  const ids = places.filter(({ path }) => path.at(-1) === 'uniqueId');

  test('without damage is read', async () => {
    await expect(run(createFakeHost(SAMPLE))).resolves.toBeDefined();
  });

  test.each(titled(promised))('%s is promised: null is damage, and named', async (_name, { path }) => {
    await expect(run(hostWith(path, null))).rejects.toMatchObject(refusalAt(path));
  });

  test.each(titled(promised.filter(({ name }) => !isOptional(name))))(
    '%s is promised: without it the answer is damaged',
    async (_name, { path }) => {
      await expect(run(hostWith(path, undefined))).rejects.toMatchObject({ code: 'DBT_RESPONSE_INVALID' });
    },
  );

  test.each(titled(nullable))('%s may be null', async (_name, { path }) => {
    await expect(run(hostWith(path, null))).resolves.toBeDefined();
  });

  test.each(titled(ids))('%s identifies a row: nothing else stands for it', async (_name, { path }) => {
    for (const value of [null, undefined, '', 7, ['a'], {}]) {
      await expect(run(hostWith(path, value))).rejects.toMatchObject(refusalAt(path));
    }
  });

  test.each(titled(places.filter(({ path }) => path.at(-1) === 'hasNextPage')))(
    '%s says yes or no, and nothing else',
    async (_name, { path }) => {
      for (const value of [null, undefined, 'true', 1]) {
        await expect(run(hostWith(path, value))).rejects.toMatchObject(refusalAt(path));
      }
    },
  );

  test.each(titled(promised.filter(({ path }) => path.at(-1) === 'edges' || path.at(-1) === 'tests')))(
    '%s is a list of rows: nothing else stands for it, or for one of them',
    async (_name, { path }) => {
      for (const value of [7, 'none', {}, { length: 0 }, [null], ['x'], [[]]]) {
        await expect(run(hostWith(path, value))).rejects.toMatchObject(refusalAt(path));
      }
    },
  );
});

describe('a state that was asked for', () => {
  test.each(['applied', 'definition'] as const)('%s is not to be left out of an index', async (state) => {
    const host = hostWith(['data', 'environment', state], undefined);
    await expect(readIndex(clientOf(host), callOf(), '1', LISTS)).rejects.toMatchObject({
      code: 'DBT_RESPONSE_INVALID',
      message: expect.stringContaining(`environment.${state}.`),
    });
  });

  test.each(['applied', 'definition'] as const)(
    '%s is not to be left out of a change check',
    async (state) => {
      await expect(
        clientOf(hostWith(['data', 'e1', state], undefined)).readChange(callOf(), ['1', '1']),
      ).rejects.toMatchObject(refusalAt(['data', 'e1', state]));
    },
  );

  test.each(['models', 'tests', 'snapshots'] as const)('does not lack its list of %s', async (list) => {
    const path = ['data', 'environment', 'applied', list];
    for (const value of [null, undefined, [], 'x']) {
      await expect(readIndex(clientOf(hostWith(path, value)), callOf(), '1', LISTS)).rejects.toMatchObject(
        refusalAt(path),
      );
    }
  });
});
