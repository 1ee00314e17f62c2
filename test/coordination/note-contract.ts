import { describe, expect, test } from 'vitest';
import type { OpenReplicas } from './replicas.ts';

const MINUTE_MS = 60_000;

export function describeNotes(open: OpenReplicas): void {
  describe('notes', () => {
    test('what one replica writes, the other reads, until it is written again or deleted', async () => {
      await using replicas = await open();
      const [one, other] = [replicas.one.notes, replicas.other.notes];
      expect(await other.read('n')).toBeUndefined();
      one.write('n', { a: [1, null, 'ü'] }, MINUTE_MS);
      await expect.poll(() => other.read('n')).toEqual({ a: [1, null, 'ü'] });
      other.write('n', null, MINUTE_MS);
      await expect.poll(() => one.read('n')).toBeNull();
      one.delete('n');
      await expect.poll(() => other.read('n')).toBeUndefined();
      expect(await one.read('n')).toBeUndefined();
    });

    test('a note ends by itself', async () => {
      await using replicas = await open();
      const [one, other] = [replicas.one.notes, replicas.other.notes];
      one.write('n', 1, 200);
      one.write('m', 1, MINUTE_MS);
      await expect.poll(() => other.read('m')).toBe(1);
      await expect.poll(() => other.read('n')).toBeUndefined();
    });

    test('a reader may do with a note what it likes', async () => {
      await using replicas = await open();
      const [one, other] = [replicas.one.notes, replicas.other.notes];
      const value = { list: [1] };
      one.write('n', value, MINUTE_MS);
      value.list.push(2);
      await expect.poll(() => other.read('n')).toEqual({ list: [1] });
      ((await other.read('n')) as typeof value).list.push(3);
      expect(await other.read('n')).toEqual({ list: [1] });
    });
  });
}
