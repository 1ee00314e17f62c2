import type { AskedRow } from './asked-row.ts';
import { hourOf, hoursUpTo } from './hour-counts.ts';
import type { AskBatch, SharedAsks } from './shared-asks.ts';
import type { TenantAsks } from './tenant-asks.ts';

/** Tells the replicas what this process has counted. */
export interface Teller {
  /** Resolves when all is told, or the store is away: then the rest waits for the next time. Never rejects. */
  tell(tenant: string, asks: TenantAsks): Promise<void>;
}

export interface TellerOptions {
  readonly shared: SharedAsks;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

const untoldOf = (row: AskedRow, hour: number) => row.untold?.at(hour) ?? 0;

/** The store does nothing else while it takes in a batch. */
const TABLES_PER_BATCH = 500;

/** A batch under way, with the rows that it was made of. */
interface Told {
  readonly batch: AskBatch;
  readonly rows: readonly { readonly row: AskedRow; readonly count: number }[];
}

export function createTeller({ shared, now, newId }: TellerOptions): Teller {
  /** One that was not answered may have been taken in: it goes again as it was, and only then the next one. */
  const unanswered = new WeakMap<TenantAsks, Told>();

  function nextBatch(asks: TenantAsks): Told | null {
    const hours = hoursUpTo(hourOf(now()));
    const untoldHour = (row: AskedRow) => hours.find((hour) => untoldOf(row, hour) > 0);
    const rows: { row: AskedRow; count: number }[] = [];
    let hourOfBatch: number | undefined;
    for (const row of asks.untold) {
      hourOfBatch ??= untoldHour(row);
      const count = hourOfBatch === undefined ? 0 : untoldOf(row, hourOfBatch);
      if (count > 0) rows.push({ row, count });
      else if (untoldHour(row) === undefined) {
        row.untold = null;
        asks.untold.delete(row);
      }
      if (rows.length === TABLES_PER_BATCH) break;
    }
    if (hourOfBatch === undefined) return null;
    const tables = rows.map(({ row: { text, target, lastAskedMs }, count }) => ({
      text,
      target,
      count,
      lastAskedMs,
    }));
    return { batch: { id: newId(), hour: hourOfBatch, sinceMs: asks.sinceMs, tables }, rows };
  }

  return {
    async tell(tenant, asks) {
      asks.settle();
      for (;;) {
        const told = unanswered.get(asks) ?? nextBatch(asks);
        if (told === null) return;
        unanswered.set(asks, told);
        if (!(await shared.add(tenant, told.batch))) return;
        unanswered.delete(asks);
        for (const { row, count } of told.rows) row.untold?.add(told.batch.hour, -count);
      }
    },
  };
}
