import { randomBytes } from 'node:crypto';
import { GATEWAY_ENV } from '../support/gateway.ts';
import { type Subgraph, startSubgraph } from '../support/subgraph.ts';
import type { Dbt } from './dbt.ts';
import type { Redis } from './redis.ts';

const REPLICAS = 2;
const LATE_COMMANDS = 'dbt_subgraph_shared_cache_failures_total';

/** Two processes over one store and one Redis, as an operator runs them. */
export interface Replicas extends AsyncDisposable {
  /** Commands to Redis that failed or were late, of all replicas: what is late counts as not there, and is read once more. */
  lateCommands(): Promise<number>;
  /** Another one for each of two numbers that follow each other. */
  pick(number: number): Subgraph;
  turnClock(aheadMs: number): Promise<void>;
}

export async function startReplicas(dbt: Dbt, redis: Redis, folder: string): Promise<Replicas> {
  await using started = new AsyncDisposableStack();
  const subgraphs: Subgraph[] = [];
  const env = {
    ...GATEWAY_ENV,
    CACHE_URL: redis.url,
    ENCRYPTION_KEYS: `measured:${randomBytes(32).toString('base64')}`,
  };
  for (let replica = 0; replica < REPLICAS; replica++) {
    subgraphs.push(started.use(await startSubgraph({ dbt, folder, env })));
  }
  const stack = started.move();
  return {
    pick: (number) => subgraphs[number % REPLICAS] as Subgraph,
    async lateCommands() {
      const counts = await Promise.all(subgraphs.map((subgraph) => subgraph.metric(LATE_COMMANDS)));
      return counts.reduce((sum, each) => sum + each, 0);
    },
    async turnClock(aheadMs) {
      await Promise.all(subgraphs.map((subgraph) => subgraph.turnClock(aheadMs)));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
