import { expect } from 'vitest';
import { createLocalHub } from '../../src/coordination/bus.ts';
import {
  type Coordination,
  createLocalCoordination,
  createRedisCoordination,
} from '../../src/coordination/coordination.ts';
import { createRedisConnection, type RedisConnection } from '../../src/redis/connection.ts';
import { createFakeTimers, type FakeTimers } from '../support/fake-timers.ts';
import { PATIENT_MS } from '../support/patience.ts';
import { openRedis } from '../support/redis-server.ts';

/** Two replicas that coordinate, with nothing said between them yet. */
export interface Replicas extends AsyncDisposable {
  readonly one: Coordination;
  readonly other: Coordination;
}

export type OpenReplicas = () => Promise<Replicas>;

/** The local half, its one process being both. On the bus they are two members of it. */
export async function openLocalReplicas(): Promise<Replicas> {
  const together = createLocalCoordination(Date.now);
  const hub = createLocalHub();
  const join = () => ({ ...together, bus: hub.join() });
  return { one: join(), other: join(), [Symbol.asyncDispose]: async () => {} };
}

export interface RedisReplica extends AsyncDisposable {
  readonly coordination: Coordination;
  readonly connection: RedisConnection;
  /** The clock of the heartbeats. */
  readonly timers: FakeTimers;
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** One process. A busy machine may make the server late. */
export function openRedisReplica(url: string, deadlineMs = PATIENT_MS): RedisReplica {
  const connection = createRedisConnection({ url, log: quiet, onFailure() {}, deadlineMs });
  const timers = createFakeTimers();
  return {
    connection,
    timers,
    coordination: createRedisCoordination(connection, createLocalCoordination(Date.now), timers),
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

export async function openReplicasOverRedis(): Promise<Replicas> {
  const server = await openRedis(15);
  const [one, other] = [openRedisReplica(server.url), openRedisReplica(server.url)];
  await expect.poll(() => one.connection.isUp() && other.connection.isUp()).toBe(true);
  return {
    one: one.coordination,
    other: other.coordination,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
