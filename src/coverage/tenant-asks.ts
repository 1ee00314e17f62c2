import { type RelationTarget, relationTargetText } from '../loaders/table-target.ts';
import { AskedRow } from './asked-row.ts';
import { hourOf } from './hour-counts.ts';

export interface TenantAsksOptions {
  /** So many tables are remembered. */
  readonly maxTables: number;
  /** So many more are let in before those that are asked for least are looked for. */
  readonly slack: number;
  /** Whether there are replicas to be told. */
  readonly isShared: boolean;
  /** When tables began to be counted, in epoch milliseconds. */
  readonly sinceMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called with what the tables weigh more, or less, than before. */
  readonly onWeighed: (bytes: number) => void;
}

/**
 * Which tables one tenant's references have named, and how often: exactly, as long as they are no more than `maxTables`. Of more, those that
 * are asked for least are forgotten, of two the one that was asked for longer ago. One that comes back is counted from then on, so a count
 * may be too low, and is never too high.
 */
export class TenantAsks {
  readonly sinceMs: number;
  /** When a table was forgotten last that the window still covers; null where none was. */
  forgottenAtMs: number | null = null;
  /** Rows with counts that the replicas have not been told. */
  readonly untold = new Set<AskedRow>();
  bytes = 0;
  readonly #rows = new Map<string, AskedRow>();
  readonly #unsettled: AskedRow[] = [];
  readonly #options: TenantAsksOptions;

  constructor(options: TenantAsksOptions) {
    this.#options = options;
    this.sinceMs = options.sinceMs;
  }

  get size(): number {
    return this.#rows.size;
  }

  rowOf(target: RelationTarget): AskedRow {
    const known = this.#rows.get(relationTargetText(target));
    if (known !== undefined) return known;
    const { maxTables, slack } = this.#options;
    // Before the row is there: it is counted by whoever asks for it, and not yet.
    if (this.size >= maxTables + slack) this.keepMostAsked(maxTables);
    const row = new AskedRow(target, this.#unsettled);
    this.#keep(row);
    return row;
  }

  /** Puts what was counted since the last time into its hours. */
  settle(): void {
    for (const row of this.#unsettled.splice(0)) {
      const count = row.takePending();
      const { lastAskedMs } = row;
      // One that was forgotten while a text of it is at hand comes back when it is asked for.
      const kept = this.#rows.get(row.text) ?? row;
      if (!this.#rows.has(row.text)) this.#keep(row);
      kept.add(count, lastAskedMs);
      kept.answered(row.status);
      if (!this.#options.isShared) continue;
      kept.owe(count, lastAskedMs);
      this.untold.add(kept);
    }
  }

  /** All that the window covers, in no order. Forgets the rest. */
  tables(): readonly AskedRow[] {
    this.settle();
    const hour = hourOf(this.#options.now());
    for (const row of this.#rows.values()) if (row.counts.total(hour) === 0) this.#forget(row);
    return [...this.#rows.values()];
  }

  keepMostAsked(most: number): void {
    const atMs = this.#options.now();
    const hour = hourOf(atMs);
    const rows = this.tables();
    if (rows.length <= most) return;
    const byAsks = rows
      .map((row) => ({ row, total: row.counts.total(hour) }))
      .sort((one, other) => other.total - one.total || other.row.lastAskedMs - one.row.lastAskedMs);
    for (const { row } of byAsks.slice(most)) this.#forget(row);
    this.forgottenAtMs = atMs;
  }

  #keep(row: AskedRow): void {
    this.#rows.set(row.text, row);
    this.#weigh(row.bytes);
  }

  #forget(row: AskedRow): void {
    this.#rows.delete(row.text);
    this.untold.delete(row);
    this.#weigh(-row.bytes);
  }

  #weigh(bytes: number): void {
    this.bytes += bytes;
    this.#options.onWeighed(bytes);
  }
}
