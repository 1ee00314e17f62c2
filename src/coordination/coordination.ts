import type { RedisConnection } from '../redis/connection.ts';
import { processTimers, type Timers } from '../redis/timers.ts';
import { type Bus, createLocalHub } from './bus.ts';
import { createRedisBus } from './bus-redis.ts';
import { type Counters, createLocalCounters } from './counter.ts';
import { createRedisCounters } from './counter-redis.ts';
import { createLocalLocks, type Locks } from './lock.ts';
import { createRedisLocks } from './lock-redis.ts';
import { createLocalNotes, type Notes } from './note.ts';
import { createRedisNotes } from './note-redis.ts';

/**
 * What replicas agree on. All of it is best effort: while Redis is away each process goes on by itself, which costs a few more calls to
 * dbt and never an answer.
 */
export interface Coordination {
  readonly locks: Locks;
  readonly counters: Counters;
  readonly notes: Notes;
  readonly bus: Bus;
}

/** For one process alone. */
export function createLocalCoordination(now: () => number): Coordination {
  return {
    locks: createLocalLocks(now),
    counters: createLocalCounters(now),
    notes: createLocalNotes(now),
    bus: createLocalHub().join(),
  };
}

/** Through Redis, which ends what it holds by its own clock. While it is away, `local` takes over, operation by operation. */
export function createRedisCoordination(
  connection: RedisConnection,
  local: Coordination,
  timers: Timers = processTimers,
): Coordination {
  return {
    locks: createRedisLocks(connection, local.locks, timers),
    counters: createRedisCounters(connection),
    notes: createRedisNotes(connection, local.notes),
    bus: createRedisBus(connection),
  };
}
