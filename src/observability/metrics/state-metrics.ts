import type { Instruments } from './instruments.ts';
import { INDEX_PARTS, INTEGRATION_STATUSES, TABLE_STATUSES } from './label-values.ts';

/** What stands at the time of a scrape. All of it is told from memory, except whether the process is ready. */
export interface StateSources {
  /** What `/health/ready` says. */
  readonly isReady: () => Promise<boolean>;
  readonly memoryBytes: () => number;
  /** Null where replicas share none. */
  readonly isSharedCacheUp: () => boolean | null;
  readonly budgetLimit: () => number;
  /** Bounded, whatever is asked with. */
  readonly credentials: () => readonly CredentialState[];
  readonly integrations: () => ReadonlyMap<(typeof INTEGRATION_STATUSES)[number], number>;
  readonly coverageTables: () => Promise<ReadonlyMap<(typeof TABLE_STATUSES)[number], number>>;
  readonly indexJobs: () => IndexJobsState;
  /** Null where none are served. */
  readonly factsAgeMs: () => number | null;
}

export interface CredentialState {
  /** Tells nothing of the host and the token. */
  readonly credential: string;
  readonly remaining: number;
  readonly isCircuitOpen: boolean;
}

export interface IndexJobsState {
  readonly running: ReadonlyMap<(typeof INDEX_PARTS)[number], number>;
  readonly oldestAgeMs: number;
}

/** What is told until its source is there. */
const NOTHING_YET: StateSources = {
  isReady: async () => false,
  memoryBytes: () => 0,
  isSharedCacheUp: () => null,
  budgetLimit: () => 0,
  credentials: () => [],
  integrations: () => new Map(),
  coverageTables: async () => new Map(),
  indexJobs: () => ({ running: new Map(), oldestAgeMs: 0 }),
  factsAgeMs: () => null,
};

/** Returns what takes sources in, as the parts of a process are made. */
export function createStateMetrics(
  { gauge, gauges }: Instruments,
  build: { readonly version: string; readonly node_version: string },
): (sources: Partial<StateSources>) => void {
  let sources = NOTHING_YET;
  gauges(
    'dbt_subgraph_build_info',
    'Always 1; the labels tell the version of the subgraph and of Node.js.',
    ['version', 'node_version'],
    () => [[build, 1]],
  );
  gauge('dbt_subgraph_ready', '1 while /health/ready answers 200, else 0.', async () =>
    (await sources.isReady()) ? 1 : 0,
  );
  gauge('dbt_subgraph_memory_cache_bytes', 'What the memory cache weighs.', () => sources.memoryBytes());
  gauge(
    'dbt_subgraph_shared_cache_up',
    '1 while Redis answers, 0 while it is left alone because it is away or too slow; absent where CACHE_URL names none.',
    () => {
      const isUp = sources.isSharedCacheUp();
      return isUp === null ? null : Number(isUp);
    },
  );
  gauge(
    'dbt_subgraph_dbt_budget_limit',
    'Discovery requests a minute that are allowed for one host and token (DBT_REQUESTS_PER_MINUTE).',
    () => sources.budgetLimit(),
  );
  gauges(
    'dbt_subgraph_dbt_budget_remaining',
    "Discovery requests left of the last minute's budget, by an opaque name of host and token; `other` is the least of those that have no name of their own.",
    ['credential'],
    () => sources.credentials().map(({ credential, remaining }) => [{ credential }, remaining]),
  );
  gauges(
    'dbt_subgraph_dbt_circuit_open',
    '1 while dbt is left alone because of a rate limit or of failures, by an opaque name of host and token; `other` is 1 if any of those without a name of their own is.',
    ['credential'],
    () =>
      sources.credentials().map(({ credential, isCircuitOpen }) => [{ credential }, isCircuitOpen ? 1 : 0]),
  );
  gauges(
    'dbt_subgraph_integrations',
    'Integrations that requests to this process have used within the last hour, by what it met of dbt; UNKNOWN where it has not asked dbt yet.',
    ['status'],
    () => {
      const counts = sources.integrations();
      return INTEGRATION_STATUSES.map((status) => [{ status }, counts.get(status) ?? 0]);
    },
  );
  gauges(
    'dbt_subgraph_coverage_tables',
    'Tables that this process was asked for within the last 24 hours, all tenants together, by the status of the latest answer; at most 30 seconds old.',
    ['status'],
    async () => {
      const counts = await sources.coverageTables();
      return TABLE_STATUSES.map((status) => [{ status }, counts.get(status) ?? 0]);
    },
  );
  gauges(
    'dbt_subgraph_index_jobs_running',
    'Parts of environments that are being read, or waited for while another process reads them.',
    ['kind'],
    () => {
      const { running } = sources.indexJobs();
      return INDEX_PARTS.map((kind) => [{ kind }, running.get(kind) ?? 0]);
    },
  );
  gauge(
    'dbt_subgraph_index_oldest_job_age_seconds',
    'How long the oldest of the running reads has been wanted; 0 while none runs.',
    () => sources.indexJobs().oldestAgeMs / 1000,
  );
  gauge(
    'dbt_subgraph_environment_facts_age_seconds',
    'Age of the oldest index among the environments that were read within the last ten minutes; absent while none is.',
    () => {
      const ageMs = sources.factsAgeMs();
      return ageMs === null ? null : ageMs / 1000;
    },
  );
  return (more) => {
    sources = { ...sources, ...more };
  };
}
