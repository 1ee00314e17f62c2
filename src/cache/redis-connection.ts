import { createClient, type RedisClientType } from '@redis/client';
import type { Log } from '../observability/log.ts';

/** One connection to the shared server that never holds up a request: what is slow or down is skipped. */
export interface RedisConnection {
  readonly client: RedisClientType;
  /** Runs a command within the deadline; undefined when the server is away, slow or refuses. The work must not throw synchronously. */
  run<T>(command: () => Promise<T>, deadlineMs?: number): Promise<T | undefined>;
  readonly isUp: () => boolean;
  close(): Promise<void>;
}

export interface RedisConnectionOptions {
  readonly url: string;
  readonly log: Log;
  readonly onFailure: () => void;
}

/** What a request may wait for the shared cache, at most. */
export const DEADLINE_MS = 50;
/** While the server is away nobody waits for it; a look after it this often costs no request anything. */
const PROBE_EVERY_MS = 1000;
const PROBE_DEADLINE_MS = 500;
const MAX_RECONNECT_WAIT_MS = 2000;

export function createRedisConnection({ url, log, onFailure }: RedisConnectionOptions): RedisConnection {
  const client = createClient({
    url,
    // Commands fail at once while there is no connection, instead of waiting for one.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: 1000,
      reconnectStrategy: (retries: number) =>
        Math.min(100 * 2 ** Math.min(retries, 10), MAX_RECONNECT_WAIT_MS),
    },
  }) as RedisClientType;
  let up = true;
  let lastError: string | null = null;
  client.on('error', (error: Error) => {
    // The client repeats itself with every attempt to connect.
    if (error.message === lastError) return;
    lastError = error.message;
    log.warn({ err: error }, 'the shared cache is away; facts come from memory and dbt');
  });
  client.on('ready', () => {
    lastError = null;
    up = true;
  });
  client.connect().catch(() => undefined);

  let probe: NodeJS.Timeout | null = null;
  function goDown(): void {
    onFailure();
    up = false;
    probe ??= setInterval(() => {
      if (!client.isReady) return;
      void bounded(client.ping(), PROBE_DEADLINE_MS).then((answer) => {
        if (answer === undefined || probe === null) return;
        clearInterval(probe);
        probe = null;
        up = true;
      });
    }, PROBE_EVERY_MS).unref();
  }

  return {
    client,
    isUp: () => up && client.isReady,
    async run(command, deadlineMs = DEADLINE_MS) {
      if (!up || !client.isReady) return undefined;
      const answer = await bounded(command(), deadlineMs);
      if (answer !== undefined) return answer.value;
      if (up) goDown();
      return undefined;
    },
    async close() {
      if (probe !== null) clearInterval(probe);
      client.destroy();
    },
  };
}

/** Undefined after the deadline or when the work fails; the work's own outcome is then nobody's concern. */
async function bounded<T>(work: Promise<T>, deadlineMs: number): Promise<{ readonly value: T } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), deadlineMs);
  });
  try {
    return await Promise.race([work.then((value) => ({ value })), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
