import type { RedisClientType } from '@redis/client';

/**
 * Listens to a channel until the client is closed. A connection that listens can do nothing else, so the subscription opens one of its
 * own, which comes back by itself.
 */
export function subscribeTo(
  client: RedisClientType,
  channel: string,
  listener: (text: string) => void,
): void {
  const subscriber = client.duplicate();
  subscriber.on('error', () => undefined);
  // With every connection: one that was cut before it was subscribed would stay deaf. The client knows a listener that it has.
  subscriber.on('ready', () => {
    subscriber.subscribe(channel, listener).catch(() => undefined);
  });
  client.once('end', () => {
    if (subscriber.isOpen) subscriber.destroy();
  });
  subscriber.connect().catch(() => undefined);
}
