import { randomUUID } from 'node:crypto';
import type { RedisConnection } from '../redis/connection.ts';
import { subscribeTo } from '../redis/subscription.ts';
import type { Bus } from './bus.ts';
import { parseJson } from './json.ts';

const CHANNEL = 'dbt:bus';

/** Messages through Redis. While it is away, there is nobody to hear them. */
export function createRedisBus({ client, run }: RedisConnection): Bus {
  const sender = randomUUID();
  const listeners: ((message: unknown) => void)[] = [];

  function onText(text: string): void {
    const envelope = parseJson(text);
    if (typeof envelope !== 'object' || envelope === null || !('message' in envelope)) return;
    if (!('sender' in envelope) || envelope.sender === sender) return;
    for (const listener of listeners) listener(envelope.message);
  }

  return {
    publish(message) {
      const text = JSON.stringify({ sender, message });
      void run(() => client.publish(CHANNEL, text));
    },
    subscribe(listener) {
      listeners.push(listener);
      if (listeners.length === 1) subscribeTo(client, CHANNEL, onText);
    },
  };
}
