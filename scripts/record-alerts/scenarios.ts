import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withRedis } from '../../test/support/redis-server.ts';
import { type Replica, type Stage, TENANTS, WEBHOOK_SECRET } from './stage.ts';

/** A course of events, and the alerts that it sets off: these and no others. */
export interface Scenario {
  readonly name: string;
  /** One sentence. */
  readonly story: string;
  readonly fires: readonly string[];
  /** Still firing at the end; none when left out: what was wrong is over by then. */
  readonly firesAtEnd?: readonly string[];
  /** Seconds of the subgraph's clock between two scrapes; 30 when left out. */
  readonly stepSeconds?: number;
  /** Two when left out. */
  readonly replicas?: number;
  readonly needs?: readonly Need[];
  /** Variables, with the path of the small disk where one is needed. */
  readonly env?: (smallDisk: string) => Readonly<Record<string, string>>;
  play(stage: Stage): Promise<void>;
}

/** `small disk`: a file system of few megabytes, which only root can mount. */
export type Need = 'redis' | 'postgres' | 'small disk';

/** Five minutes in which nothing is wrong. */
const BEFORE = 10;
/** Twelve minutes: longer than any alert waits. */
const DURING = 24;
const AFTER = 16;
const STALL_MS = 1300;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'healthy',
    story: 'Two tenants are served by two replicas, and runs of dbt end now and then.',
    fires: [],
    needs: ['redis'],
    play: (stage) => stage.steps(60, async (step) => step % 10 === 5 && stage.deliver(WEBHOOK_SECRET)),
  },
  {
    name: 'mishaps',
    story:
      'Replicas are restarted one after the other, callers send bad queries, an admin types a wrong token, strangers knock at the webhook, dbt fails for a minute.',
    fires: [],
    needs: ['redis'],
    async play(stage) {
      await stage.steps(BEFORE);
      for (const replica of stage.replicas) {
        await replica.kill();
        await stage.steps(2);
        await replica.start();
        await stage.steps(4);
      }
      await stage.steps(4, () => eachReplica(stage, '{ nothing }'));
      await stage.steps(2, () => eachReplica(stage, wrongToken(stage)));
      await stage.steps(2, () => stage.deliver('another secret'));
      stage.dbt.switchboard.set({ status: 503 });
      await stage.steps(2);
      stage.dbt.switchboard.reset();
      await stage.steps(AFTER, (step) => knock(stage, step === 0 ? 1 : 0));
    },
  },
  {
    name: 'replica-dies',
    story: 'One of two replicas is killed, and started again after twelve minutes.',
    fires: ['DbtSubgraphReplicaDown'],
    needs: ['redis'],
    async play(stage) {
      const [, other] = stage.replicas;
      await stage.steps(BEFORE);
      await other?.kill();
      await stage.steps(DURING);
      await other?.start();
      await stage.steps(AFTER);
    },
  },
  {
    name: 'event-loop-blocked',
    story: 'One replica is stopped by the system for more than a second between any two scrapes.',
    fires: ['DbtSubgraphEventLoopBlocked'],
    needs: ['redis'],
    async play(stage) {
      await stage.steps(BEFORE);
      await stage.steps(DURING, () => stall(stage.replicas[0]));
      await stage.steps(AFTER);
    },
  },
  {
    name: 'dbt-down',
    story: 'dbt cuts every connection; callers are served what is remembered.',
    fires: ['DbtSubgraphDbtUnreachable'],
    play: (stage) => withFaults(stage, { closeSocket: true }),
  },
  {
    name: 'dbt-down-and-nothing-remembered',
    story: 'dbt answers 503 after an admin had everything forgotten.',
    fires: ['DbtSubgraphDbtUnreachable', 'DbtSubgraphErrors'],
    async play(stage) {
      await stage.steps(BEFORE);
      stage.dbt.switchboard.set({ status: 503 });
      await forget(stage);
      await stage.steps(DURING);
      stage.dbt.switchboard.reset();
      await stage.steps(AFTER);
    },
  },
  {
    name: 'dbt-down-for-hours',
    story: 'dbt does not answer for two hours; callers are served what is remembered.',
    fires: ['DbtSubgraphDbtUnreachable', 'DbtSubgraphFactsOld', 'DbtSubgraphIndexJobStuck'],
    stepSeconds: 120,
    async play(stage) {
      await stage.steps(BEFORE);
      stage.dbt.switchboard.set({ closeSocket: true });
      await stage.steps(50);
      stage.dbt.switchboard.reset();
      await stage.steps(AFTER);
    },
  },
  {
    name: 'dbt-slow',
    story:
      'dbt takes a second and a half for an answer, and an admin has everything forgotten again and again.',
    fires: ['DbtSubgraphSlow'],
    // Callers wait, however slow the machine is on which this is recorded.
    env: () => ({ DBT_DEADLINE_MS: '15000' }),
    async play(stage) {
      await stage.steps(BEFORE);
      stage.dbt.switchboard.set({ latencyMs: 1500 });
      await stage.steps(DURING, () => forget(stage));
      stage.dbt.switchboard.reset();
      await stage.steps(AFTER);
    },
  },
  {
    name: 'dbt-rate-limits',
    story: 'dbt answers 429 with a Retry-After of fifteen minutes.',
    fires: ['DbtSubgraphDbtRateLimited'],
    async play(stage) {
      await stage.steps(BEFORE);
      stage.dbt.switchboard.set({ rateLimit: { retryAfterSeconds: 900 } });
      await stage.steps(4);
      stage.dbt.switchboard.reset();
      await stage.steps(30 + AFTER);
    },
  },
  {
    name: 'budget-used-up',
    story: 'Runs of dbt end several times a minute, and eight requests a minute are allowed.',
    fires: ['DbtSubgraphDbtRateLimited'],
    env: () => ({ DBT_REQUESTS_PER_MINUTE: '8' }),
    async play(stage) {
      await stage.steps(BEFORE);
      await stage.steps(DURING, async () => {
        for (let run = 0; run < 5; run++) await stage.deliver(WEBHOOK_SECRET);
      });
      await stage.steps(AFTER);
    },
  },
  {
    name: 'token-rejected',
    story: 'dbt rejects the service tokens; callers are served what is remembered.',
    fires: ['DbtSubgraphDbtTokenRejected'],
    play: (stage) => withFaults(stage, { status: 401 }),
  },
  {
    name: 'index-stuck',
    story: 'dbt gives the index of one tenant a row at a time, slowly, after it was forgotten.',
    fires: ['DbtSubgraphIndexJobStuck'],
    async play(stage) {
      await stage.steps(BEFORE);
      stage.dbt.switchboard.set({ maxRows: 1, latencyMs: 4000, only: 'discovery', onlyEnvironment: 834 });
      await forget(stage, 1);
      await stage.steps(2 * DURING, undefined, { askedBy: TENANTS.slice(1) });
      stage.dbt.switchboard.reset();
      await stage.steps(AFTER);
    },
  },
  {
    name: 'webhooks-refused',
    story: 'dbt signs its webhooks with another secret than the one that is stored.',
    fires: ['DbtSubgraphWebhooksRefused'],
    async play(stage) {
      await stage.steps(BEFORE, () => stage.deliver(WEBHOOK_SECRET));
      await stage.steps(2 * DURING, () => stage.deliver('another secret'));
      await stage.steps(70, () => stage.deliver(WEBHOOK_SECRET));
    },
  },
  {
    name: 'wrong-gateway-secret',
    story: 'The gateway sends another secret than the one that is configured.',
    fires: ['DbtSubgraphCallersRefused'],
    async play(stage) {
      await stage.steps(BEFORE);
      await stage.steps(DURING, () => knock(stage, 6), { askedBy: [] });
      await stage.steps(AFTER);
    },
  },
  {
    name: 'store-dies',
    story: 'PostgreSQL ends.',
    fires: ['DbtSubgraphErrors', 'DbtSubgraphNotReady', 'DbtSubgraphStoreFailing'],
    firesAtEnd: ['DbtSubgraphErrors', 'DbtSubgraphNotReady', 'DbtSubgraphStoreFailing'],
    needs: ['redis', 'postgres'],
    async play(stage) {
      await stage.steps(BEFORE);
      await stage.postgres?.stop();
      await stage.steps(DURING);
    },
  },
  {
    name: 'redis-dies',
    story: 'Redis is killed, and started again after twelve minutes.',
    fires: ['DbtSubgraphSharedCacheFailing'],
    needs: ['redis'],
    async play(stage) {
      await stage.steps(BEFORE);
      await stage.redis?.kill();
      await stage.steps(DURING);
      await stage.redis?.start();
      await stage.steps(AFTER);
    },
  },
  {
    name: 'redis-full',
    story: 'Redis has no memory left and evicts nothing while runs of dbt end, until it is given more.',
    fires: ['DbtSubgraphSharedCacheFailing'],
    needs: ['redis'],
    async play(stage) {
      const limit = (bytes: string) =>
        withRedis(stage.redis?.url ?? '', async (client) => {
          await client.configSet('maxmemory-policy', 'noeviction');
          await client.configSet('maxmemory', bytes);
        });
      const endRun = () => stage.deliver(WEBHOOK_SECRET);
      await stage.steps(BEFORE, endRun);
      await limit('1');
      await stage.steps(DURING, endRun);
      await limit('0');
      await stage.steps(AFTER, endRun);
    },
  },
  {
    name: 'disk-full',
    story: 'The disk under the cache file is full while runs of dbt end, until room is made.',
    fires: ['DbtSubgraphDiskCacheFailing'],
    replicas: 1,
    needs: ['small disk'],
    env: (smallDisk) => ({ CACHE_URL: `sqlite://${join(smallDisk, 'cache.sqlite')}` }),
    async play(stage) {
      const filler = join(stage.smallDisk, 'filler');
      await stage.steps(BEFORE, () => stage.deliver(WEBHOOK_SECRET));
      fill(filler);
      await stage.steps(DURING, () => stage.deliver(WEBHOOK_SECRET));
      rmSync(filler);
      await stage.steps(50, () => stage.deliver(WEBHOOK_SECRET));
    },
  },
];

async function withFaults(stage: Stage, faults: Parameters<Stage['dbt']['switchboard']['set']>[0]) {
  await stage.steps(BEFORE);
  stage.dbt.switchboard.set(faults);
  await stage.steps(DURING);
  stage.dbt.switchboard.reset();
  await stage.steps(AFTER);
}

function wrongToken({ dbt }: Stage): string {
  return `mutation { verifyDbtIntegration(input: { apiHost: "${dbt.adminUrl}", serviceToken: "dbtc_wrong" }) { userErrors { code } } }`;
}

function eachReplica(stage: Stage, query: string): Promise<unknown> {
  return Promise.all(
    stage.replicas.map((replica) => stage.ask(replica, TENANTS[0] as (typeof TENANTS)[0], query)),
  );
}

/** What was read of the first tenants, all when left out, is remembered no more. */
async function forget(stage: Stage, tenants = TENANTS.length): Promise<void> {
  const [replica] = stage.replicas;
  if (replica === undefined) return;
  for (const tenant of TENANTS.slice(0, tenants)) {
    await stage.ask(replica, tenant, 'mutation { refreshDbtMetadata { userErrors { code } } }');
  }
}

/** Callers with another gateway secret, at each replica. */
async function knock(stage: Stage, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    for (const replica of stage.replicas) {
      for (const tenant of TENANTS) {
        const headers = { ...tenant.headers, 'x-gateway-secret': 'another-secret-than-that' };
        await stage.ask(replica, tenant, undefined, headers);
      }
    }
  }
}

async function stall(replica: Replica | undefined): Promise<void> {
  const pid = replica?.subgraph?.pid ?? 0;
  if (pid === 0) return;
  process.kill(pid, 'SIGSTOP');
  await delay(STALL_MS);
  process.kill(pid, 'SIGCONT');
}

/** Until nothing fits any more. */
function fill(path: string): void {
  for (const bytes of [256 * 1024, 4096, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      // Full for pieces of this size.
    }
  }
}
