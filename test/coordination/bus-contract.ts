import { describe, expect, test } from 'vitest';
import type { Bus } from '../../src/coordination/bus.ts';
import type { OpenReplicas } from './replicas.ts';

export function describeBus(open: OpenReplicas): void {
  describe('the bus', () => {
    test('a message reaches every listener of the other replica and none of its sender', async () => {
      await using replicas = await open();
      const [one, other] = [listen(replicas.one.bus), listen(replicas.other.bus)];
      const more = listen(replicas.other.bus);
      await connected(one, other);
      await expect.poll(() => more.heard).toContain('is heard');
      one.bus.publish({ text: 'ü', list: [1, null] });
      one.bus.publish('last');
      for (const { heard } of [other, more]) {
        await expect.poll(() => heard).toContain('last');
        expect(heard.slice(-2)).toEqual([{ text: 'ü', list: [1, null] }, 'last']);
      }
      // The answer comes by the same way as the sender's own messages would, after them.
      other.bus.publish('answer');
      await expect.poll(() => one.heard).toContain('answer');
      expect(one.heard).not.toContain('last');
    });

    test('a listener is not called before `publish` is over', async () => {
      await using replicas = await open();
      const [one, other] = [listen(replicas.one.bus), listen(replicas.other.bus)];
      await connected(one, other);
      one.bus.publish('now');
      expect(other.heard).not.toContain('now');
      await expect.poll(() => other.heard).toContain('now');
    });
  });
}

interface Listening {
  readonly bus: Bus;
  readonly heard: readonly unknown[];
}

function listen(bus: Bus): Listening {
  const heard: unknown[] = [];
  bus.subscribe((message) => heard.push(message));
  return { bus, heard };
}

/** A listener's connection takes a moment: until it stands, messages are nobody's. */
async function connected(one: Listening, other: Listening): Promise<void> {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    await expect
      .poll(() => {
        from.bus.publish('is heard');
        return to.heard;
      })
      .toContain('is heard');
  }
}
