import type { Memory, Partition } from '../cache/memory.ts';
import type { TableStatus } from '../facts/facts.ts';
import type { TableReferenceKey } from './contributed.ts';
import type { Needs } from './needs.ts';
import { relationKeyText } from './relation-key.ts';
import type { TableFacts } from './table-facts.ts';
import type { TableAnswer } from './table-reader.ts';

/**
 * Texts of tables and columns as they were answered, each kept with what it was selected by, as long as what it was made of is current.
 * All of it counts into the one budget of memory.
 */
export interface PreparedTables {
  /** What is prepared for one integration at one revision. `version`: of what is known of it. */
  of(prefix: string, version: number): ScopedPreparedTables;
}

export interface ScopedPreparedTables {
  /** Undefined where the table has to be read. */
  find(needs: Needs, key: TableReferenceKey): PreparedTable | undefined;
  /** Notes that a text of the table was at hand. */
  count(table: PreparedTable): void;
  /** Where the texts of a table that was read go; those of before stay while its facts are the same. */
  prepare(needs: Needs, key: TableReferenceKey, answer: TableAnswer): PreparedTable;
  /** Keeps what was written of a table, unless its answer is not to be kept. */
  keep(table: PreparedTable): void;
  /** Tells what was counted. */
  report(): void;
}

/** One table under one set of needs. */
export interface PreparedTable {
  readonly status: TableStatus;
  text(selection: object): string | undefined;
  setText(selection: object, text: string): void;
  /** Undefined where no column of the table was written under this selection. */
  columnTexts(selection: object): ReadonlyMap<string, string> | undefined;
  setColumnText(selection: object, column: string, text: string): void;
}

/** Texts of one table: of so many selections, the oldest go first. */
const MAX_SELECTIONS = 64;
const TABLE_BYTES = 400;
const TEXT_BYTES = 100;
/** A text that holds one character beyond Latin-1 takes two bytes for each. */
const BYTES_PER_CHARACTER = 2;
/** A table that is asked for again and again is looked at in full this often, so that its nodes count as in use. */
const MAX_UNSEEN_MS = 30_000;

interface Kept extends PreparedTable {
  readonly needs: Needs;
  readonly key: string;
  readonly facts: TableFacts;
  readonly asOf: string | null;
  readonly bytes: number;
  version: number;
  lookedAtMs: number;
  /** 0 for one that is not to be kept. */
  currentUntilMs: number;
}

export interface PreparedTablesOptions {
  readonly memory: Memory;
  readonly now: () => number;
  /** So many tables of a status were found. */
  readonly onFound: (status: TableStatus, count: number) => void;
}

export function createPreparedTables({ memory, now, onFound }: PreparedTablesOptions): PreparedTables {
  return {
    of(prefix, version) {
      const partitions = new Map<Needs, Partition<Kept>>();
      const found = new Map<TableStatus, number>();
      const nowMs = now();
      const partitionOf = (needs: Needs): Partition<Kept> => {
        const known = partitions.get(needs);
        if (known !== undefined) return known;
        const made = memory.partition<Kept>(`${prefix}/text/${needs}/`);
        partitions.set(needs, made);
        return made;
      };
      const isCurrent = (table: Kept) =>
        table.version === version && nowMs < table.currentUntilMs && nowMs >= table.lookedAtMs;
      return {
        find(needs, key) {
          const table = partitionOf(needs).get(relationKeyText(key));
          return table !== undefined && isCurrent(table) ? table : undefined;
        },
        count({ status }) {
          found.set(status, (found.get(status) ?? 0) + 1);
        },
        prepare(needs, key, { facts, currentUntilMs }) {
          const text = relationKeyText(key);
          const before = partitionOf(needs).get(text);
          // Facts that were read again and have not changed are facts of that later time.
          const isSame = before?.facts === facts && before.asOf === facts.metadata.asOf;
          const table = isSame ? before : createKept(needs, text, facts);
          table.version = version;
          table.lookedAtMs = nowMs;
          table.currentUntilMs = Math.min(currentUntilMs, nowMs + MAX_UNSEEN_MS);
          return table;
        },
        keep(table) {
          const { needs, key, bytes, currentUntilMs } = table as Kept;
          if (currentUntilMs > nowMs) partitionOf(needs).set(key, table as Kept, bytes);
        },
        report() {
          for (const [status, count] of found) onFound(status, count);
        },
      };
    },
  };
}

function createKept(needs: Needs, key: string, facts: TableFacts): Kept {
  const texts = new Map<number, string>();
  const columns = new Map<number, Map<string, string>>();
  let bytes = TABLE_BYTES;
  const columnsOf = (selection: object): Map<string, string> => {
    const number = numberOf(selection);
    const known = columns.get(number);
    if (known !== undefined) return known;
    const made = new Map<string, string>();
    columns.set(number, made);
    bytes -= dropOldest(columns, (dropped) => weighAll(dropped.values()));
    return made;
  };
  return {
    needs,
    key,
    facts,
    asOf: facts.metadata.asOf,
    status: facts.metadata.match.status,
    version: 0,
    lookedAtMs: 0,
    currentUntilMs: 0,
    get bytes() {
      return bytes;
    },
    text: (selection) => texts.get(numberOf(selection)),
    setText(selection, text) {
      texts.set(numberOf(selection), text);
      bytes += weigh(text) - dropOldest(texts, weigh);
    },
    columnTexts: (selection) => columns.get(numberOf(selection)),
    setColumnText(selection, column, text) {
      columnsOf(selection).set(column, text);
      bytes += weigh(text);
    },
  };
}

/** A text does not hold the selection it was written by: that one's weight is not counted here, and its arguments may be large. */
const numbers = new WeakMap<object, number>();
let lastNumber = 0;

function numberOf(selection: object): number {
  const known = numbers.get(selection);
  if (known !== undefined) return known;
  lastNumber += 1;
  numbers.set(selection, lastNumber);
  return lastNumber;
}

/** What was dropped weighs so much. */
function dropOldest<Value>(texts: Map<number, Value>, weighOne: (value: Value) => number): number {
  if (texts.size <= MAX_SELECTIONS) return 0;
  for (const [selection, value] of texts) {
    texts.delete(selection);
    return weighOne(value);
  }
  return 0;
}

function weigh(text: string): number {
  const isAscii = Buffer.byteLength(text) === text.length;
  return TEXT_BYTES + text.length * (isAscii ? 1 : BYTES_PER_CHARACTER);
}

function weighAll(texts: Iterable<string>): number {
  let bytes = 0;
  for (const text of texts) bytes += weigh(text);
  return bytes;
}
