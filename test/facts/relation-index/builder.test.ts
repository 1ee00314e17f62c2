import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLetters } from '../../../src/facts/likeness.ts';
import type { IndexedNode } from '../../../src/facts/node.ts';
import { createRelationIndexBuilder } from '../../../src/facts/relation-index/builder.ts';
import type { RelationIndex } from '../../../src/facts/relation-index.ts';
import { decodeRelationIndex, encodeRelationIndex } from '../../../src/facts/relation-index-codec.ts';
import { environment, model, source } from '../builders.ts';
import { anyNode, crowdedNode, projectNodes } from './arbitrary-nodes.ts';
import { createNaiveIndex } from './naive-index.ts';

const DATABASES = ['db', 'DB', 'other', '', 'hive_metastore', 'absent'];
const SCHEMAS = ['marts', 'MARTS', 'raw', 'absent'];
const NAMES = [
  'orders',
  'ORDERS',
  'order',
  'ordres',
  'orders_v1',
  'stg_orders',
  'stg orders',
  'events',
  'events_1',
  'ev',
  'größe',
];

const adapter = fc.constantFrom('snowflake', 'postgres', 'bigquery', 'spark', 'mysql', 'exotic', null);

/** In no promised order. */
function byId<Found extends { readonly uniqueId: string } | { readonly node: IndexedNode }>(
  found: readonly Found[],
) {
  const idOf = (one: Found) => ('node' in one ? one.node.uniqueId : one.uniqueId);
  return [...found].sort((left, right) => (idOf(left) < idOf(right) ? -1 : 1));
}

type Lookups = ReturnType<typeof createNaiveIndex>;

function expectSame(index: Lookups, naive: Lookups, nodes: readonly IndexedNode[]): void {
  expect(index.size).toBe(naive.size);
  expect(index.relationCount).toBe(naive.relationCount);
  expect(index.shardPrefixLengths).toEqual(naive.shardPrefixLengths);
  for (const { uniqueId } of nodes) {
    expect(index.has(uniqueId)).toBe(true);
    expect(index.nodeOf(uniqueId)).toEqual(nodes.find((node) => node.uniqueId === uniqueId));
  }
  expect(index.has('model.shop.absent')).toBe(false);
  expect(index.nodeOf('model.shop.absent')).toBeNull();
  const names = new Set([...NAMES, ...nodes.slice(0, 5).map(({ name }) => name)]);
  for (const name of names) {
    expect(byId(index.names.named(name))).toEqual(byId(naive.names.named(name)));
    for (const target of [name, `${name}_t1`, `${name}_v1`]) {
      expect(byId(index.names.targeted(target))).toEqual(byId(naive.names.targeted(target)));
    }
    for (const schema of SCHEMAS) {
      expect(byId(index.entriesInAnyDatabase(schema, name))).toEqual(
        byId(naive.entriesInAnyDatabase(schema, name)),
      );
      for (const database of DATABASES) {
        expect(byId(index.entriesOf(database, schema, name))).toEqual(
          byId(naive.entriesOf(database, schema, name)),
        );
      }
      for (const database of [null, ...DATABASES]) {
        for (const prefix of ['events_', 'Events_', 'ev']) {
          expect(index.shardsOf(database, schema, prefix)).toEqual(naive.shardsOf(database, schema, prefix));
        }
      }
    }
    const letters = toLetters(name);
    for (const lookup of [
      'named',
      'namedInProject',
      'withoutRelation',
      'versionsOf',
      'shardsCovering',
      'similarTo',
    ] as const) {
      expect(index.nearby[lookup](letters), lookup).toEqual(naive.nearby[lookup](letters));
    }
  }
}

function inPages(adapterType: string | null, nodes: readonly IndexedNode[], size: number): RelationIndex {
  const builder = createRelationIndexBuilder({ environmentId: '1', adapterType, projectName: 'shop' });
  for (let start = 0; start < nodes.length; start += size) builder.add(nodes.slice(start, start + size));
  return builder.finish();
}

describe('index', () => {
  it('finds what a look at every node finds, however its pages are cut', () => {
    fc.assert(
      fc.property(
        adapter,
        fc.array(crowdedNode, { maxLength: 120, size: 'max' }),
        fc.integer({ min: 1, max: 50 }),
        (type, nodes, size) => {
          expectSame(inPages(type, nodes, size), createNaiveIndex(type, nodes), nodes);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does so for nodes with any names', () => {
    fc.assert(
      fc.property(adapter, fc.array(anyNode, { maxLength: 30 }), (type, nodes) => {
        expectSame(environment(type, nodes), createNaiveIndex(type, nodes), nodes);
      }),
      { numRuns: 60 },
    );
  });

  it('does so after it has left the process and come back', () => {
    fc.assert(
      fc.property(adapter, fc.array(crowdedNode, { maxLength: 60, size: 'max' }), (adapterType, nodes) => {
        const bytes = encodeRelationIndex(environment(adapterType, nodes));
        const slices = decodeRelationIndex(bytes, { environmentId: '1', adapterType, projectName: 'shop' });
        const { value } = slices.next();
        const index = value ?? slices.next().value;
        if (!index) throw new Error('An index came back as none.');
        expectSame(index, createNaiveIndex(adapterType, nodes), nodes);
      }),
      { numRuns: 30 },
    );
  });

  it('a node that comes twice counts once, as it came first', () => {
    const first = model('orders', 'db.marts.orders');
    const again = { ...first, schema: 'elsewhere' };
    const index = inPages('postgres', [first, again, first], 1);
    expect(index.size).toBe(1);
    expect(index.entriesOf('db', 'marts', 'orders')).toHaveLength(1);
    expect(index.entriesOf('db', 'elsewhere', 'orders')).toEqual([]);
    expect(index.names.named('orders')).toEqual([first]);
    expect(index.nearby.named('orders')).toHaveLength(1);
  });

  it('names that came near are in the order of ids, whatever the order of the index', () => {
    const nodes = ['c', 'a', 'b'].map((id) => model(id, `db.${id}.orders`));
    const ids = environment('postgres', nodes)
      .nearby.named('orders')
      .map(({ node }) => node.uniqueId);
    expect(ids).toEqual(['model.shop.a', 'model.shop.b', 'model.shop.c']);
  });

  it('says of an environment what it was told, and whether its relations have two levels', () => {
    const rendered = model('orders', 'x.shop.orders', { relationName: '`shop`.`orders`' });
    const index = environment('exotic', [rendered], '834');
    expect(index).toMatchObject({
      environmentId: '834',
      adapterType: 'exotic',
      projectName: 'shop',
      isTwoLevel: true,
    });
    expect(environment('exotic', [{ ...rendered, relationName: 'x.shop.orders' }]).isTwoLevel).toBe(false);
    expect(environment('exotic', []).isTwoLevel).toBe(false);
  });

  it('finds each of many nodes by its relation, and no other', () => {
    const nodes = projectNodes(20_000);
    const index = inPages('snowflake', nodes, 500);
    for (const { database, schema, identifier, uniqueId } of nodes) {
      const found = index.entriesOf(database ?? '', schema ?? '', identifier ?? '');
      if (found.length !== 1 || found[0]?.node.uniqueId !== uniqueId) expect(found).toEqual([uniqueId]);
    }
  });

  it('shards of one prefix stand in the order of the nodes', () => {
    const shards = ['b', 'a'].map((name) => source(name, 'raw.ga4.events_*'));
    const found = environment('bigquery', shards).shardsOf('raw', 'ga4', 'events_');
    expect(found.map(({ node }) => node.name)).toEqual(['b', 'a']);
  });

  it('names of one hash are told apart', () => {
    // By FNV-1a over 32 bits.
    const [one, other] = ['liquid', 'costarring'];
    const id = { uniqueId: one, name: one };
    const index = environment('postgres', [model(one, `${one}.${one}.${one}`, id)]);
    expect(index.has(other)).toBe(false);
    expect(index.entriesOf(one, one, one)).toHaveLength(1);
    expect(index.entriesOf(other, one, one)).toEqual([]);
    expect(index.entriesInAnyDatabase(other, one)).toEqual([]);
    expect(index.names.named(other)).toEqual([]);
    expect(index.nearby.named(other)).toEqual([]);
    expect(index.nearby.named(one)).toHaveLength(1);
    const aliased = environment('postgres', [model(one, 'db.s.alias', id)]);
    expect(aliased.nearby.namedInProject(other)).toEqual([]);
    const withoutSchema = environment('postgres', [model(one, `.${one}`, id)]);
    expect(withoutSchema.nearby.withoutRelation(other)).toEqual([]);
    const targeted = environment('postgres', [model(one, 'db.s.x', { uniqueId: `model.shop.${one}` })]);
    expect(targeted.names.targeted(other)).toEqual([]);
    const versioned = environment('postgres', [model('x', `db.s.${one}_v2`)]);
    expect(versioned.nearby.versionsOf(other)).toEqual([]);
    const shard = environment('postgres', [source('x', `db.s.${one}*`)]);
    expect(shard.nearby.shardsCovering(other)).toEqual([]);
    expect(
      environment('postgres', [model('costarring', 'db.s.y', { uniqueId: other }), model(one, 'db.s.x', id)])
        .size,
    ).toBe(2);
  });
});
