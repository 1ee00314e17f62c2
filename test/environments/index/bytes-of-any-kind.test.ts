import { expect, test } from 'vitest';
import type { IndexedNode } from '../../../src/facts/node.ts';
import { createRelationIndex, type RelationIndex } from '../../../src/facts/relation-index.ts';
import { decodeRelationIndex, encodeRelationIndex } from '../../../src/facts/relation-index-codec.ts';

const environment = { environmentId: '834', adapterType: 'postgres', projectName: 'shop' };

const NODES = Array.from({ length: 30 }, (_, number): IndexedNode => {
  const name = `model_${number}`;
  return {
    uniqueId: `model.shop.${name}`,
    resourceType: 'MODEL',
    name,
    packageName: 'shop',
    database: 'warehouse',
    schema: 'marts',
    identifier: name,
    relationName: `"warehouse"."marts"."${name}"`,
    materializedType: 'table',
  };
});

function decoded(bytes: Uint8Array): RelationIndex | null {
  const slices = decodeRelationIndex(bytes, environment);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

const index = createRelationIndex({ ...environment, nodes: NODES });
const bytes = encodeRelationIndex(index);

test.each<[string, Uint8Array]>([
  ['a file’s worker', bytes],
  ['Redis, as a Buffer', Buffer.from(bytes)],
  ['Redis, within a larger answer', Buffer.concat([Buffer.of(0, 0, 0), bytes]).subarray(3)],
  ['a view that begins at an odd place', Uint8Array.of(0, ...bytes).subarray(1)],
])('an index comes back from the bytes of %s', (_where, stored) => {
  expect(decoded(stored)?.columns()).toEqual(index.columns());
});
