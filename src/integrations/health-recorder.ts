import { LRUCache } from 'lru-cache';
import { MAX_RATE_LIMIT_MS, RATE_LIMIT_MS } from '../dbt/circuit-news.ts';
import type { DbtFailureCode } from '../dbt/errors.ts';
import type { Log } from '../observability/log.ts';
import { statusOf, UNKNOWN_HEALTH, viewHealth } from './health-status.ts';
import { instant } from './instant.ts';
import type { Connection, IntegrationHealth } from './integration.ts';
import { createStatusChanges, type StatusChanges } from './status-changes.ts';
import type { HealthOwner, IntegrationStore } from './store/store.ts';

/** The part of a failed read that is kept. */
interface ReadFailure {
  readonly code: DbtFailureCode;
  /** Names operation and host; never a secret. */
  readonly message: string;
}

export interface HealthReader {
  /** As stored, what this process has met since included; null when nothing was ever recorded. */
  read(tenant: string, integrationId: string): Promise<IntegrationHealth | null>;
}

/** Keeps what reads met beside the integration. Recording never waits, never throws and never fails a read. */
export interface HealthRecorder extends HealthReader {
  recordSuccess(connection: Connection): void;
  /** `retryAtMs`: for a rate limit, when dbt may be asked again, in milliseconds since the epoch; null = not known. */
  recordFailure(connection: Connection, failure: ReadFailure, retryAtMs: number | null): void;
  /** How the connection stands by what this process has met of dbt; null where it has met nothing. */
  metStatus(connection: Connection): IntegrationHealth['status'] | null;
  /** Writes what is still waiting, before the store is closed. */
  flush(): Promise<void>;
}

export interface HealthRecorderOptions {
  readonly store: Pick<IntegrationStore, 'readHealth' | 'writeHealth'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Between two writes for one tenant, at least; a changed status is written at once. */
  readonly minIntervalMs?: number;
}

const MAX_TENANTS = 1_000;

/** In these cases dbt has seen the token, whatever it made of it. */
const ANSWERED: ReadonlySet<DbtFailureCode> = new Set([
  'DBT_TOKEN_REJECTED',
  'DBT_RATE_LIMITED',
  'DBT_RESPONSE_INVALID',
]);

/** What one process knows of one revision, and has not written yet. */
interface Observed {
  readonly owner: HealthOwner;
  /** Said in the log. */
  readonly changes: StatusChanges;
  status: IntegrationHealth['status'] | null;
  /** When a rate limit is over; null where there is none. */
  rateLimitedUntil: string | null;
  unwritten: Partial<IntegrationHealth> | null;
  writtenAtMs: number;
  writing: Promise<void> | null;
  /** The status changed while a write was under way. */
  isUrgent: boolean;
}

export function createHealthRecorder(options: HealthRecorderOptions): HealthRecorder {
  const { store, now, log, minIntervalMs = 5_000 } = options;
  const byTenant = new LRUCache<string, Observed>({ max: MAX_TENANTS });

  function record(
    connection: Connection,
    seen: Partial<IntegrationHealth> & Pick<IntegrationHealth, 'status'>,
    code: DbtFailureCode | null,
  ) {
    const observed = observedOf(connection);
    const statusChanged = observed.status !== seen.status;
    observed.status = seen.status;
    observed.rateLimitedUntil = seen.rateLimitedUntil ?? null;
    if (statusChanged) observed.changes.seen({ status: seen.status, code });
    observed.unwritten = { ...observed.unwritten, ...seen };
    if (observed.writing !== null) observed.isUrgent ||= statusChanged;
    else if (statusChanged || isDue(observed)) void write(observed);
  }

  /** Also when the last write lies in the future: the clock was set back since. */
  function isDue({ writtenAtMs }: Observed): boolean {
    const ageMs = now() - writtenAtMs;
    return ageMs < 0 || ageMs >= minIntervalMs;
  }

  function observedOf({ tenant, integrationId, revision }: Connection): Observed {
    const known = byTenant.get(tenant);
    if (known?.owner.integrationId === integrationId && known.owner.revision === revision) return known;
    const owner = { tenant, integrationId, revision };
    const observed: Observed = {
      owner,
      changes: createStatusChanges(log, owner),
      status: null,
      rateLimitedUntil: null,
      unwritten: null,
      writtenAtMs: 0,
      writing: null,
      isUrgent: false,
    };
    // A read that began before a change may end after it; what it met is of no interest any more.
    const isLate = known?.owner.integrationId === integrationId && known.owner.revision > revision;
    if (!isLate) byTenant.set(tenant, observed);
    return observed;
  }

  /** One write at a time; a status that changes meanwhile gets one more. Never rejects. */
  function write(observed: Observed): Promise<void> {
    const writing = (async () => {
      do {
        observed.isUrgent = false;
        await writeOnce(observed);
      } while (observed.isUrgent);
      observed.writing = null;
    })();
    observed.writing = writing;
    return writing;
  }

  async function writeOnce(observed: Observed): Promise<void> {
    const { owner, unwritten } = observed;
    observed.unwritten = null;
    observed.writtenAtMs = now();
    try {
      // Other replicas write the same row: their last failure stays beside this one's success.
      const stored = (await store.readHealth(owner.tenant, owner.integrationId)) ?? UNKNOWN_HEALTH;
      observed.changes.startFrom(stored.status);
      await store.writeHealth(owner, { ...stored, ...unwritten });
    } catch (error) {
      observed.changes.startFrom(null);
      restore(observed, unwritten);
      log.warn({ err: error, tenant: owner.tenant }, 'health of the dbt integration was not written');
    }
  }

  async function writeAll(observed: Observed): Promise<void> {
    await observed.writing;
    if (observed.unwritten !== null && observed.writing === null) await write(observed);
  }

  return {
    recordSuccess(connection) {
      const at = instant(now());
      const seen = {
        status: 'CONNECTED',
        lastSucceededAt: at,
        rateLimitedUntil: null,
        tokenLastUsedAt: at,
      } as const;
      record(connection, seen, null);
    },

    recordFailure(connection, { code, message }, retryAtMs) {
      const nowMs = now();
      const at = instant(nowMs);
      const status = statusOf(code);
      const seen = {
        status,
        lastFailure: { code, message, at },
        rateLimitedUntil: status === 'RATE_LIMITED' ? instant(limitEndMs(retryAtMs, nowMs)) : null,
        ...(ANSWERED.has(code) ? { tokenLastUsedAt: at } : {}),
      };
      record(connection, seen, code);
    },

    async read(tenant, integrationId) {
      const observed = byTenant.get(tenant);
      if (observed?.owner.integrationId === integrationId) await writeAll(observed);
      return store.readHealth(tenant, integrationId);
    },

    metStatus({ tenant, integrationId, revision }) {
      const { owner, status, rateLimitedUntil } = byTenant.peek(tenant) ?? {};
      if (owner?.integrationId !== integrationId || owner.revision !== revision || status == null)
        return null;
      return viewHealth({ ...UNKNOWN_HEALTH, status, rateLimitedUntil: rateLimitedUntil ?? null }, now())
        .status;
    },

    async flush() {
      await Promise.all([...byTenant.values()].map(writeAll));
    },
  };
}

/** No later than dbt is asked again, whatever dbt says. */
function limitEndMs(retryAtMs: number | null, nowMs: number): number {
  return Math.min(retryAtMs ?? nowMs + RATE_LIMIT_MS, nowMs + MAX_RATE_LIMIT_MS);
}

/** What was recorded during the failed write is newer. */
function restore(observed: Observed, unwritten: Observed['unwritten']): void {
  observed.unwritten = { ...unwritten, ...observed.unwritten };
}
