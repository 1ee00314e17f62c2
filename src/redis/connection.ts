import { createClient, type RedisClientType } from '@redis/client';
import type { Log } from '../observability/log.ts';
import { createFailureStreak } from './failure-streak.ts';
import { createOutageLog } from './outage-log.ts';
import { outcomeOf } from './outcome.ts';
import { processTimers, type Timers } from './timers.ts';

/** One connection to Redis that never holds up a request: while Redis is slow or down, its commands are skipped. */
export interface RedisConnection {
  readonly client: RedisClientType;
  /**
   * Runs a command within the deadline (milliseconds). Undefined when Redis is away, slow or refuses the command. After three failures
   * in a row commands are skipped until Redis answers a background PING. The command must not throw synchronously.
   */
  run<T>(command: () => Promise<T>, deadlineMs?: number): Promise<T | undefined>;
  readonly isUp: () => boolean;
  close(): Promise<void>;
}

export interface RedisConnectionOptions {
  readonly url: string;
  readonly log: Log;
  /** Called for each command that Redis refused or did not answer in time. */
  readonly onFailure: () => void;
  /** The longest wait of a request for one command, in milliseconds; 50 by default. */
  readonly deadlineMs?: number;
  readonly timers?: Timers;
}

const DEADLINE_MS = 50;
/** One slow command is a miss and no outage. */
const FAILURES_BEFORE_DOWN = 3;
/** While Redis is down no request waits for it; a PING this often costs no request anything. */
const PING_EVERY_MS = 1000;
const CONNECT_DEADLINE_MS = 1000;
const MAX_RECONNECT_WAIT_MS = 2000;

export function createRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { url, log, onFailure, deadlineMs: usualDeadlineMs = DEADLINE_MS, timers = processTimers } = options;
  const client = createClient({
    url,
    // Commands fail at once while there is no connection, instead of waiting for one.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_DEADLINE_MS,
      reconnectStrategy: (retries: number) =>
        Math.min(100 * 2 ** Math.min(retries, 10), MAX_RECONNECT_WAIT_MS),
    },
  }) as RedisClientType;
  const outage = createOutageLog(log, timers.nowMs);
  const streak = createFailureStreak(FAILURES_BEFORE_DOWN);
  let isDown = false;
  let isClosed = false;
  let cancelPing = () => {};
  let isPingUnderWay = false;
  // The client repeats this with every attempt to connect.
  client.on('error', outage.disconnected);
  // Redis has answered the commands that open a connection.
  client.on('ready', goUp);
  client.connect().catch(() => undefined);

  function goUp(): void {
    isDown = false;
    streak.end();
    cancelPing();
    outage.over();
  }

  function goDown(): void {
    isDown = true;
    pingLater();
  }

  function pingLater(): void {
    if (client.isReady) outage.silent();
    cancelPing();
    cancelPing = timers.after(PING_EVERY_MS, async () => {
      const isAnswered = await ping();
      if (!isDown || isClosed) return;
      if (isAnswered) goUp();
      else pingLater();
    });
  }

  /** Whether Redis answers as fast as a request needs it. A server that hangs is sent one PING and no second. */
  async function ping(): Promise<boolean> {
    if (!client.isReady || isPingUnderWay) return false;
    isPingUnderWay = true;
    const sent = client.ping();
    const settled = () => {
      isPingUnderWay = false;
    };
    sent.then(settled, settled);
    return (await outcomeOf(sent, usualDeadlineMs, timers)).kind === 'answered';
  }

  return {
    client,
    isUp: () => !isDown && client.isReady,
    async run(command, deadlineMs = usualDeadlineMs) {
      if (isDown || !client.isReady) return undefined;
      const fail = streak.begin();
      const outcome = await outcomeOf(command(), deadlineMs, timers);
      if (outcome.kind === 'stalled') return undefined;
      if (outcome.kind === 'missed') {
        onFailure();
        if (fail() && !isDown && !isClosed) goDown();
        return undefined;
      }
      streak.end();
      if (outcome.kind === 'answered') return outcome.value;
      onFailure();
      return undefined;
    },
    async close() {
      isClosed = true;
      cancelPing();
      if (client.isOpen) client.destroy();
    },
  };
}
