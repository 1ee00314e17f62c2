import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { createLocalHub } from '../../src/coordination/bus.ts';
import { type Coordination, createLocalCoordination } from '../../src/coordination/coordination.ts';
import { createOuterMemory } from '../../test/fakes/outer-memory.ts';

/**
 * What Redis is to several replicas, in one process and by a clock that can be turned: the same promises as the Redis cache and the
 * Redis coordination, which are held to the same tests.
 */
export interface SharedMemory {
  readonly cache: OuterCache;
  /** One for each replica: messages reach all of them but the sender. */
  coordinate(): Coordination;
}

export function createSharedMemory(now: () => number): SharedMemory {
  const together = createLocalCoordination(now);
  const hub = createLocalHub();
  return { cache: createOuterMemory(), coordinate: () => ({ ...together, bus: hub.join() }) };
}
