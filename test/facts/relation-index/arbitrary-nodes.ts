import fc from 'fast-check';
import type { IndexedNode } from '../../../src/facts/node.ts';

/** Any text at all: empty, of any script, with signs, quotes and dots, halves of characters included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', ' ', '.', '"', '`', '"a"."b"', 'none', 'Größe', '注文', '\ud83d', '\u0000', '*', '='),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const resourceType = fc.constantFrom('MODEL', 'SOURCE', 'SEED', 'SNAPSHOT');
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

/** Any node that the types allow, whether or not a project could have it. */
export const anyNode: fc.Arbitrary<IndexedNode> = fc.record({
  uniqueId: fc.oneof(
    anyText,
    fc.constantFrom('model.shop.orders', 'model..orders', 'source.shop.raw.orders', 'model.shop.'),
  ),
  resourceType,
  name: fc.oneof(anyText, fc.constant('orders')),
  packageName: orNull(fc.oneof(anyText, fc.constant('shop'))),
  database: orNull(anyText),
  schema: orNull(anyText),
  identifier: orNull(fc.oneof(anyText, fc.constant('orders'))),
  relationName: orNull(fc.oneof(anyText, fc.constantFrom('"a"."b"."orders"', '`a.b.orders`', '..', '"".""'))),
  materializedType: orNull(anyText),
});

const RENDERERS: readonly ((database: string, schema: string, name: string) => string)[] = [
  (database, schema, name) => `"${database}"."${schema}"."${name}"`,
  (database, schema, name) => `${database}.${schema}.${name}`,
  (database, schema, name) => `${database}.${schema}."${name}"`,
  (_database, schema, name) => `\`${schema}\`.\`${name}\``,
];

/** Nodes of one small project, whose names meet often: in other cases, signs, versions, schemas, and as shards. */
export const crowdedNode: fc.Arbitrary<IndexedNode> = fc
  .record({
    tail: fc.integer({ min: 0, max: 40 }),
    resourceType,
    name: fc.constantFrom('orders', 'orders_v1', 'stg_orders', 'stg-orders', 'events', 'größe'),
    database: orNull(fc.constantFrom('db', 'DB', 'other', '', 'none', 'spark_catalog', 'hive_metastore')),
    schema: orNull(fc.constantFrom('marts', 'Marts', 'raw', '')),
    identifier: orNull(
      fc.constantFrom(
        'orders',
        'Orders',
        'order',
        'ordres',
        'orders_v2',
        'events_*',
        'Events_*',
        'ev*',
        'stg_orders',
        '',
      ),
    ),
    renderer: orNull(fc.constantFrom(...RENDERERS)),
    materializedType: fc.constantFrom('table', 'ephemeral', null),
    isVersioned: fc.boolean(),
  })
  .map(({ tail, renderer, isVersioned, ...node }) => ({
    ...node,
    uniqueId: `${node.resourceType.toLowerCase()}.shop.${node.name}${isVersioned ? `.v${tail}` : `.t${tail}`}`,
    packageName: 'shop',
    relationName: renderer?.(node.database ?? '', node.schema ?? '', node.identifier ?? node.name) ?? null,
  }));

/** Nodes as large projects have them: three databases, forty schemas, and one of ten with an alias unlike its name. */
export function projectNodes(count: number): readonly IndexedNode[] {
  return Array.from({ length: count }, (_, at): IndexedNode => {
    const database = ['analytics', 'raw', 'sandbox'][at % 3] ?? '';
    const schema = `dbt_marts_${at % 40}`;
    const name = `stg_shop__orders_${at}`;
    const identifier = at % 10 === 0 ? `warehouse_table_${at}` : name;
    return {
      uniqueId: `model.shop.${name}`,
      resourceType: 'MODEL',
      name,
      packageName: 'shop',
      database,
      schema,
      identifier,
      relationName: `"${database}"."${schema}"."${identifier}"`,
      materializedType: 'table',
    };
  });
}
