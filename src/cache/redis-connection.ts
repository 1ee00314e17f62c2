import { createClient, ErrorReply, type RedisClientType } from '@redis/client';
import type { Log } from '../observability/log.ts';

/** One connection to the shared server that never holds up a request: what is slow or down is skipped. */
export interface RedisConnection {
  readonly client: RedisClientType;
  /**
   * Runs a command within the deadline; undefined when the server is away, slow or refuses. After one that was slow or cut off,
   * nothing is sent until the server answers a look after it. The work must not throw synchronously.
   */
  run<T>(command: () => Promise<T>, deadlineMs?: number): Promise<T | undefined>;
  readonly isUp: () => boolean;
  close(): Promise<void>;
}

export interface RedisConnectionOptions {
  readonly url: string;
  readonly log: Log;
  readonly onFailure: () => void;
  /** What a request may wait for the shared cache, at most; 50 when left out. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 50;
/** While the server is away nobody waits for it; a look after it this often costs no request anything. */
const PROBE_EVERY_MS = 1000;
const PROBE_DEADLINE_MS = 500;
const MAX_RECONNECT_WAIT_MS = 2000;

export function createRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { url, log, onFailure, deadlineMs: usualDeadlineMs = DEADLINE_MS } = options;
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
    up = false;
    log.warn({}, 'the shared cache does not answer; facts come from memory and dbt until it does');
    probe ??= setInterval(() => {
      if (!client.isReady) return;
      void bounded(client.ping(), PROBE_DEADLINE_MS).then((outcome) => {
        if (outcome.kind === 'away' || probe === null) return;
        clearInterval(probe);
        probe = null;
        up = true;
        log.info({}, 'the shared cache answers again');
      });
    }, PROBE_EVERY_MS).unref();
  }

  return {
    client,
    isUp: () => up && client.isReady,
    async run(command, deadlineMs = usualDeadlineMs) {
      if (!up || !client.isReady) return undefined;
      const outcome = await bounded(command(), deadlineMs);
      if (outcome.kind === 'answered') return outcome.value;
      onFailure();
      if (outcome.kind === 'away' && up) goDown();
      return undefined;
    },
    async close() {
      if (probe !== null) clearInterval(probe);
      if (client.isOpen) client.destroy();
    },
  };
}

type Outcome<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** The server is there and refuses the command: it is full, or holds something else under the key. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'away' };

/** What came of the work within the deadline; after that its own outcome is nobody's concern. */
async function bounded<T>(work: Promise<T>, deadlineMs: number): Promise<Outcome<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome<T>>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'away' }), deadlineMs);
  });
  try {
    return await Promise.race([work.then((value): Outcome<T> => ({ kind: 'answered', value })), late]);
  } catch (error) {
    return { kind: error instanceof ErrorReply ? 'refused' : 'away' };
  } finally {
    clearTimeout(timer);
  }
}
