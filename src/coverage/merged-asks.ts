import type { RelationTarget } from '../loaders/table-target.ts';
import { HourCounts, hourOf, hoursUpTo } from './hour-counts.ts';

/** One relation that references have named in the window. */
export interface AskedTableCount {
  readonly target: RelationTarget;
  readonly timesAsked: number;
  /** Epoch milliseconds. */
  readonly lastAskedMs: number;
}

/** A relation, with the text that no other one has. */
export interface KeyedTarget {
  readonly text: string;
  readonly target: RelationTarget;
}

/** What is counted of a relation in one hour. */
export interface HourOfTable extends KeyedTarget {
  readonly count: number;
  /** Epoch milliseconds. */
  readonly lastAskedMs: number;
}

interface Merged {
  readonly target: RelationTarget;
  readonly counts: HourCounts;
  lastAskedMs: number;
}

/** So many times the tables that are wanted are let in before those that are asked for least are left out. */
const ROOM = 2;

/**
 * Puts together what this process has counted and what all replicas have told. Of each hour the larger count is taken: what is told holds this
 * process's own as well, unless the store has lost it.
 */
export class MergedAsks {
  /** Whether tables were left out. */
  isCut = false;
  readonly #maxTables: number;
  readonly #hour: number;
  readonly #hours: readonly number[];
  #tables = new Map<string, Merged>();

  constructor(maxTables: number, nowMs: number) {
    this.#maxTables = maxTables;
    this.#hour = hourOf(nowMs);
    this.#hours = hoursUpTo(this.#hour);
  }

  take(hour: number, table: HourOfTable): void {
    this.#mergedOf(table).counts.raise(hour, table.count);
  }

  takeAll(table: KeyedTarget & { readonly counts: HourCounts; readonly lastAskedMs: number }): void {
    const { counts } = this.#mergedOf(table);
    for (const hour of this.#hours) counts.raise(hour, table.counts.at(hour));
  }

  /** Most asked first, then by name. */
  list(): readonly AskedTableCount[] {
    if (this.#tables.size > this.#maxTables) this.#cut();
    return [...this.#tables.values()]
      .map(({ target, counts, lastAskedMs }) => ({
        target,
        timesAsked: counts.total(this.#hour),
        lastAskedMs,
      }))
      .filter(({ timesAsked }) => timesAsked > 0)
      .sort((one, other) => other.timesAsked - one.timesAsked || compareNames(one.target, other.target));
  }

  #mergedOf({ text, target, lastAskedMs }: KeyedTarget & { readonly lastAskedMs: number }): Merged {
    let merged = this.#tables.get(text);
    if (merged === undefined) {
      if (this.#tables.size >= this.#maxTables * ROOM) this.#cut();
      merged = { target, counts: new HourCounts(), lastAskedMs };
      this.#tables.set(text, merged);
    }
    merged.lastAskedMs = Math.max(merged.lastAskedMs, lastAskedMs);
    return merged;
  }

  #cut(): void {
    const byAsks = [...this.#tables]
      .map(([text, table]) => ({ text, table, total: table.counts.total(this.#hour) }))
      .sort((one, other) => other.total - one.total || other.table.lastAskedMs - one.table.lastAskedMs);
    this.#tables = new Map(byAsks.slice(0, this.#maxTables).map(({ text, table }) => [text, table]));
    this.isCut = true;
  }
}

function compareNames({ relation: one }: RelationTarget, { relation: other }: RelationTarget): number {
  return (
    compare(one.database ?? '', other.database ?? '') ||
    compare(one.schema, other.schema) ||
    compare(one.name, other.name)
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
