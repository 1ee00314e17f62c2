import type { TableStatus } from '../facts/facts.ts';
import type { AskedTable, RequestAsks } from '../loaders/asks.ts';
import { type RelationTarget, relationTargetText } from '../loaders/table-target.ts';
import { HourCounts, hourOf } from './hour-counts.ts';

/** With its counts and its place in the map. */
const ROW_BYTES = 800;
const BYTES_PER_CHARACTER = 2;

/**
 * How often one relation was asked for. A request adds one to a number and does no more: which hour that belongs to is told later, for many
 * requests at once.
 */
export class AskedRow implements AskedTable {
  readonly target: RelationTarget;
  readonly text: string;
  readonly bytes: number;
  readonly counts = new HourCounts();
  /** What the replicas have not been told; null for nothing. */
  untold: HourCounts | null = null;
  /** Epoch milliseconds. */
  lastAskedMs = 0;
  /** Of the latest answer. */
  status: TableStatus = 'UNAVAILABLE';
  #request = 0;
  #pending = 0;
  readonly #unsettled: AskedRow[];

  /** `unsettled`: where the row goes while it has counts of no hour. */
  constructor(target: RelationTarget, unsettled: AskedRow[]) {
    this.target = target;
    this.text = relationTargetText(target);
    // The names stand in the target and in the text.
    this.bytes = ROW_BYTES + 2 * BYTES_PER_CHARACTER * this.text.length;
    this.#unsettled = unsettled;
  }

  count({ number, atMs }: RequestAsks): void {
    if (this.#request === number) return;
    this.#request = number;
    if (this.#pending === 0) this.#unsettled.push(this);
    this.#pending += 1;
    this.lastAskedMs = atMs;
  }

  answered(status: TableStatus): void {
    this.status = status;
  }

  /** What was counted since the last time. */
  takePending(): number {
    const pending = this.#pending;
    this.#pending = 0;
    return pending;
  }

  add(count: number, atMs: number): void {
    this.counts.add(hourOf(atMs), count);
    this.lastAskedMs = Math.max(this.lastAskedMs, atMs);
  }

  /** Of what was added, the replicas are to be told. */
  owe(count: number, atMs: number): void {
    this.untold ??= new HourCounts();
    this.untold.add(hourOf(atMs), count);
  }
}
