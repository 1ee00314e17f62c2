import { z } from 'zod';
import { inSlices } from '../cache/slices.ts';
import type { Bus } from '../coordination/bus.ts';
import type { TableStatus } from '../facts/facts.ts';
import type { RequestAsks } from '../loaders/asks.ts';
import { processTimers, type Timers } from '../redis/timers.ts';
import { HOURS, hourOf, startOfHour } from './hour-counts.ts';
import { type AskedTableCount, MergedAsks } from './merged-asks.ts';
import type { SharedAsks, SharedWindow } from './shared-asks.ts';
import { createStatusCounts } from './status-counts.ts';
import { createTeller } from './teller.ts';
import { type Bounds, Tenants } from './tenants.ts';

/** Which tables references have named in the last 24 hours, tenants apart. What dbt says of them is found by whoever reads it. */
export interface Coverage {
  /** Counts what one request of the tenant asks for. */
  requestOf(tenant: string): RequestAsks;
  /** Never rejects. */
  read(tenant: string): Promise<AskedTables>;
  /** How many tables this process was asked for, all tenants together, by the status of the latest answer; up to half a minute old. */
  countByStatus(): Promise<ReadonlyMap<TableStatus, number>>;
  /** Forgets what the tenant has asked for, in every replica. */
  forget(tenant: string): void;
  /** Tells the replicas what was counted, one last time. */
  stop(): Promise<void>;
}

export interface AskedTables {
  /** Start of what is covered, in epoch milliseconds. */
  readonly sinceMs: number;
  /** Most asked first. */
  readonly tables: readonly AskedTableCount[];
  readonly gap: CoverageGap | null;
}

/** Why tables may be missing: more were asked for than are remembered, or what the other replicas have counted cannot be read. */
export type CoverageGap = 'full' | 'alone';

export interface CoverageOptions {
  /** Null for a process that runs alone. */
  readonly shared: SharedAsks | null;
  readonly bus: Bus;
  readonly bounds: Bounds;
  /** Called with what is kept, in bytes, now and then. */
  readonly onWeighed: (bytes: number) => void;
  /** Told why replicas were not told, or not understood, for a reason other than a store that is away. */
  readonly onFailed: (error: unknown) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly timers?: Timers;
}

/** What another replica learns late of a table that was asked for here. */
const TELL_EVERY_MS = 5000;
const ROWS_PER_SLICE = 2000;

const forgotten = z.object({ kind: z.literal('coverage-forgotten'), tenant: z.string() });

export function createCoverage(options: CoverageOptions): Coverage {
  const { shared, bus, bounds, now, timers = processTimers } = options;
  const tenants = new Tenants({ ...options, isShared: shared !== null });
  const teller = shared === null ? null : createTeller({ ...options, shared });
  let cancelTelling = () => {};
  let isStopping = false;
  /** What is told and forgotten, one after the other. */
  let lastWork: Promise<void> = Promise.resolve();
  function inTurn(work: () => Promise<void>): Promise<void> {
    lastWork = lastWork.then(work).catch(options.onFailed);
    return lastWork;
  }

  async function tell(tenant: string): Promise<void> {
    const asks = tenants.find(tenant);
    if (asks !== undefined) await teller?.tell(tenant, asks);
  }

  async function tellAll(): Promise<void> {
    for (const tenant of tenants.names) await inTurn(() => tell(tenant));
  }

  function tellLater(): void {
    if (teller === null || isStopping) return;
    cancelTelling = timers.after(TELL_EVERY_MS, () => void tellAll().then(tellLater));
  }

  async function readShared(tenant: string, hour: number, merged: MergedAsks): Promise<SharedWindow | null> {
    if (shared === null) return null;
    await inTurn(() => tell(tenant));
    try {
      return await shared.read(tenant, hour, (each, table) => merged.take(each, table));
    } catch (error) {
      options.onFailed(error);
      return null;
    }
  }

  bus.subscribe((message) => {
    const told = forgotten.safeParse(message);
    if (told.success) tenants.forget(told.data.tenant);
  });
  tellLater();

  return {
    requestOf: (tenant) => tenants.requestOf(tenant),

    async read(tenant) {
      const nowMs = now();
      const hour = hourOf(nowMs);
      const windowMs = startOfHour(hour - HOURS + 1);
      const merged = new MergedAsks(bounds.maxTables, nowMs);
      const together = await readShared(tenant, hour, merged);
      const asks = tenants.find(tenant);
      await inSlices(asks?.tables() ?? [], ROWS_PER_SLICE, (row) => merged.takeAll(row));
      const tables = merged.list();
      const sinceMs = Math.min(tenants.sinceMs(tenant), together?.sinceMs ?? nowMs);
      const isFull = merged.isCut || (together?.isFull ?? false) || (asks?.forgottenAtMs ?? 0) > windowMs;
      const isAlone = shared !== null && together === null;
      return {
        sinceMs: Math.max(windowMs, sinceMs),
        tables,
        gap: isAlone ? 'alone' : isFull ? 'full' : null,
      };
    },

    countByStatus: createStatusCounts(tenants, now),

    forget(tenant) {
      tenants.forget(tenant);
      bus.publish({ kind: 'coverage-forgotten', tenant } satisfies z.infer<typeof forgotten>);
      if (shared !== null) void inTurn(() => shared.forget(tenant, hourOf(now())));
    },

    async stop() {
      isStopping = true;
      cancelTelling();
      await tellAll();
    },
  };
}
