import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexedNode } from '../../../src/facts/node.ts';
import type { RelationIndex } from '../../../src/facts/relation-index.ts';
import { decodeRelationIndex, encodeRelationIndex } from '../../../src/facts/relation-index-codec.ts';
import { environment, model } from '../builders.ts';
import { anyNode, projectNodes } from './arbitrary-nodes.ts';

const HEAD = { environmentId: '1', adapterType: 'snowflake', projectName: 'shop' };

function decode(bytes: Uint8Array): { readonly index: RelationIndex | null; readonly slices: number } {
  const steps = decodeRelationIndex(bytes, HEAD);
  for (let slices = 0; ; slices += 1) {
    const step = steps.next();
    if (step.done) return { index: step.value, slices };
  }
}

const encode = (nodes: readonly IndexedNode[]) => encodeRelationIndex(environment('snowflake', nodes));
const three = encode([model('orders', 'db.s.orders'), model('größe', 'db.s.x'), model('z', 'a.b.c')]);

describe('index codec', () => {
  it('any nodes come back, and their bytes are the same again', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyNode, { maxLength: 50, selector: ({ uniqueId }) => uniqueId }),
        (nodes) => {
          const bytes = encode(nodes);
          const { index } = decode(bytes);
          expect(index).toMatchObject({ ...HEAD, size: nodes.length });
          for (const node of nodes) {
            expect(index?.names.named(node.name)).toContainEqual(node);
            expect(index?.has(node.uniqueId)).toBe(true);
          }
          expect(index && encodeRelationIndex(index)).toEqual(bytes);
        },
      ),
    );
  });

  it('an empty index comes back', () => {
    expect(decode(encode([])).index?.size).toBe(0);
  });

  it('is read 500 nodes at a time', () => {
    expect(decode(encode(projectNodes(1_201)))).toMatchObject({ slices: 3, index: { size: 1_201 } });
  });

  it('bytes may begin anywhere in a buffer', () => {
    const moved = new Uint8Array(three.byteLength + 1);
    moved.set(three, 1);
    expect(decode(moved.subarray(1)).index?.size).toBe(3);
  });

  it('of which any byte is another are none', () => {
    for (let at = 0; at < three.byteLength; at += 1) {
      for (const change of [1, 0x80, 0xff]) {
        const damaged = three.slice();
        damaged[at] = (damaged[at] ?? 0) ^ change;
        expect(decode(damaged).index, `byte ${at}`).toBeNull();
      }
    }
  });

  it('that are cut or longer are none', () => {
    for (let length = 0; length < three.byteLength; length += 1) {
      expect(decode(three.slice(0, length)).index).toBeNull();
    }
    expect(decode(Uint8Array.of(...three, 0)).index).toBeNull();
  });

  it('of anything else are none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decode(bytes).index).toBeNull();
      }),
    );
  });

  it.each([
    [0xffffffff, 0, 0],
    [0, 0xffffffff, 0],
    [0, 0, 0xffffffff],
    [0xffffffff, 0xffffffff, 0xffffffff],
    [0xfffffff0, 0x10, three.byteLength - 20],
    [0x80000000, 0x80000000, three.byteLength - 20],
  ])('with lengths of %i, %i and %i are none', (...lengths) => {
    const bytes = three.slice();
    const view = new DataView(bytes.buffer);
    lengths.forEach((length, at) => {
      view.setUint32(8 + 4 * at, length, true);
    });
    expect(decode(bytes).index).toBeNull();
  });

  it.each<[unknown]>([[{}], [[]], [['a']], [[null, 1]], [[null, null]], ['null'], [0], [null]])(
    'with words of %j are none',
    (words) => {
      const { numbers, texts } = environment('snowflake', [model('orders', 'db.s.orders')]).columns();
      const damaged = { columns: () => ({ numbers, texts, words }) } as unknown as RelationIndex;
      expect(decode(encodeRelationIndex(damaged)).index).toBeNull();
    },
  );
});
