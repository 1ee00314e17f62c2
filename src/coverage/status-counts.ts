import { inSlices } from '../cache/slices.ts';
import type { TableStatus } from '../facts/facts.ts';
import type { AskedRow } from './asked-row.ts';
import type { Tenants } from './tenants.ts';

type Counts = ReadonlyMap<TableStatus, number>;

/** Counting takes as long as there are tables; whoever asks again within this time gets the same counts. */
const KEPT_MS = 30_000;
const ROWS_PER_SLICE = 2000;

/** Counts the tables of all tenants by the status of their latest answer, from what this process holds, slice by slice. */
export function createStatusCounts(
  tenants: Pick<Tenants, 'names' | 'find'>,
  now: () => number,
): () => Promise<Counts> {
  let counting: Promise<Counts> | null = null;
  let countedAtMs = 0;

  async function count(): Promise<Counts> {
    const counts = new Map<TableStatus, number>();
    await inSlices(rows(), ROWS_PER_SLICE, ({ status }) => {
      counts.set(status, (counts.get(status) ?? 0) + 1);
    });
    return counts;
  }

  function* rows(): Iterable<AskedRow> {
    for (const tenant of tenants.names) yield* tenants.find(tenant)?.tables() ?? [];
  }

  return () => {
    const ageMs = now() - countedAtMs;
    // Counted in the future: the clock was set back since.
    if (counting === null || ageMs < 0 || ageMs >= KEPT_MS) {
      countedAtMs = now();
      counting = count();
    }
    return counting;
  };
}
