import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextStore } from '../../../src/facts/relation-index/text-store.ts';
import { anyText } from './arbitrary-nodes.ts';

function readAll(
  store: Pick<ReturnType<typeof createTextStore>, 'read'>,
  start: number,
  count: number,
): string[] {
  const texts: string[] = [];
  let next = start;
  for (let at = 0; at < count; at += 1) {
    const { text, end } = store.read(next);
    texts.push(text);
    next = end;
  }
  return texts;
}

describe('text store', () => {
  it('any texts come back in their order, also from bytes and after a trim', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyText, { maxLength: 5 }), { maxLength: 60 }), (groups) => {
        const store = createTextStore();
        const starts = groups.map((group) => store.add(group));
        const check = (read: Pick<typeof store, 'read'>) =>
          groups.forEach((group, at) => {
            expect(readAll(read, starts[at] ?? 0, group.length)).toEqual(group);
          });
        check(store);
        store.trim();
        check(store);
        check(createTextStore(store.toBytes()));
        expect(store.bytes).toBe(store.toBytes().byteLength);
        const start = store.add(['after']);
        expect(store.read(start).text).toBe('after');
        check(store);
      }),
    );
  });

  it.each([0, 63, 64, 127, 128, 8_191, 8_192, 65_535, 65_536, 70_000, 1_100_000])(
    'of %i letters',
    (length) => {
      const texts = [
        'a'.repeat(length),
        'ÿ'.repeat(length),
        '文'.repeat(length),
        `${'x'.repeat(length)}\ud83d`,
      ];
      const store = createTextStore();
      const start = store.add([...texts, 'end']);
      expect(readAll(store, start, 5)).toEqual([...texts, 'end']);
    },
  );

  it('a text of common letters takes a byte a letter and one more', () => {
    const store = createTextStore();
    store.add(['stg_orders', 'größe']);
    expect(store.toBytes().byteLength).toBe(11 + 6);
  });

  it('is empty beyond its end, and ends whatever lengths its bytes tell', () => {
    expect(createTextStore().read(1_000_000)).toEqual({ text: '', end: 1_000_001 });
    const { text, end } = createTextStore(new Uint8Array(100).fill(0xff)).read(0);
    expect(text.length).toBeLessThanOrEqual(100);
    expect(end).toBeGreaterThan(5);
  });
});
