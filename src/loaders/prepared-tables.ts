import type { Evictable, Memory } from '../cache/memory.ts';
import type { TableStatus } from '../facts/facts.ts';
import type { TableReferenceKey } from './contributed.ts';
import type { Needs } from './needs.ts';
import { relationKeyText } from './relation-key.ts';
import { createRelationMap, type RelationMap } from './relation-map.ts';
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
  /** Finds tables under one set of needs; undefined where a table has to be read. */
  finder(needs: Needs): (key: TableReferenceKey) => PreparedTable | undefined;
  /** Notes that a text of the table was at hand. */
  count(table: PreparedTable): void;
  /** Where the texts of a table that was read go; those of before stay while its facts are the same. */
  prepare(needs: Needs, key: TableReferenceKey, answer: TableAnswer): PreparedTable;
  /** Keeps what was written of a table, unless its answer is not to be kept. */
  keep(table: PreparedTable): void;
  /** Tells what was counted. */
  report(): void;
}

/** One table under one set of needs. `selection`: the number of what a text was selected by, which does not hold the selection itself. */
export interface PreparedTable {
  readonly status: TableStatus;
  text(selection: number): string | undefined;
  setText(selection: number, text: string): void;
  /** Undefined where no column of the table was written under this selection. */
  columnTexts(selection: number): ReadonlyMap<string, string> | undefined;
  setColumnText(selection: number, column: string, text: string): void;
}

/** Texts of one table: of so many selections, the oldest go first. */
const MAX_SELECTIONS = 64;
/** With its names and its place in the maps. */
const TABLE_BYTES = 800;
const TEXT_BYTES = 100;
/** A text that holds one character beyond Latin-1 takes two bytes for each. */
const BYTES_PER_CHARACTER = 2;
/** A table that is asked for again and again is looked at in full this often, so that its nodes count as in use. */
const MAX_UNSEEN_MS = 30_000;

interface Kept extends PreparedTable, Evictable {
  readonly needs: Needs;
  readonly key: TableReferenceKey;
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
  /** Of everything that memory holds, by integration and needs: found here without its key in memory. */
  const kept = new Map<string, Map<Needs, RelationMap<Kept>>>();

  /** Returns what forgets the table again. */
  function remember(prefix: string, table: Kept): () => void {
    const { needs, key } = table;
    const byNeeds = kept.get(prefix) ?? new Map<Needs, RelationMap<Kept>>();
    kept.set(prefix, byNeeds);
    const tables = byNeeds.get(needs) ?? createRelationMap<Kept>();
    byNeeds.set(needs, tables);
    tables.set(key, table);
    return () => {
      tables.delete(key, table);
      if (tables.size > 0) return;
      if (byNeeds.get(needs) === tables) byNeeds.delete(needs);
      if (byNeeds.size === 0 && kept.get(prefix) === byNeeds) kept.delete(prefix);
    };
  }

  return {
    of(prefix, version) {
      const found = new Map<TableStatus, number>();
      // Tables of a page are mostly of one status: counted here until another one comes.
      let lastStatus: TableStatus | null = null;
      let lastCount = 0;
      const countLast = () => {
        if (lastStatus !== null) found.set(lastStatus, (found.get(lastStatus) ?? 0) + lastCount);
      };
      const nowMs = now();
      const isCurrent = (table: Kept) =>
        table.version === version && nowMs < table.currentUntilMs && nowMs >= table.lookedAtMs;
      const byNeeds = kept.get(prefix);
      return {
        finder(needs) {
          const tables = byNeeds?.get(needs);
          if (tables === undefined) return () => undefined;
          return (key) => {
            const table = tables.get(key);
            return table !== undefined && isCurrent(table) ? table : undefined;
          };
        },
        count({ status }) {
          if (status !== lastStatus) {
            countLast();
            lastStatus = status;
            lastCount = 0;
          }
          lastCount += 1;
        },
        prepare(needs, key, { facts, currentUntilMs }) {
          const before = kept.get(prefix)?.get(needs)?.get(key);
          // Facts that were read again and have not changed are facts of that later time.
          const isSame = before?.facts === facts && before.asOf === facts.metadata.asOf;
          const table = isSame ? before : createKept(needs, key, facts);
          table.version = version;
          table.lookedAtMs = nowMs;
          table.currentUntilMs = Math.min(currentUntilMs, nowMs + MAX_UNSEEN_MS);
          return table;
        },
        keep(table) {
          const its = table as Kept;
          const { needs, key, bytes, currentUntilMs } = its;
          if (currentUntilMs <= nowMs) return;
          const partition = memory.partition<Kept>(`${prefix}/text/${needs}/`);
          const text = relationKeyText(key);
          partition.set(text, its, bytes);
          // One that is larger than the whole budget was not taken.
          if (partition.get(text) === its) its.onEvicted = remember(prefix, its);
        },
        report() {
          countLast();
          for (const [status, count] of found) onFound(status, count);
        },
      };
    },
  };
}

function createKept(needs: Needs, { database, schema, name }: TableReferenceKey, facts: TableFacts): Kept {
  const texts = new Map<number, string>();
  const columns = new Map<number, Map<string, string>>();
  let bytes = TABLE_BYTES;
  const columnsOf = (selection: number): Map<string, string> => {
    const known = columns.get(selection);
    if (known !== undefined) return known;
    const made = new Map<string, string>();
    columns.set(selection, made);
    bytes -= dropOldest(columns, (dropped) => weighAll(dropped.values()));
    return made;
  };
  return {
    needs,
    key: { database, schema, name },
    facts,
    asOf: facts.metadata.asOf,
    status: facts.metadata.match.status,
    version: 0,
    lookedAtMs: 0,
    currentUntilMs: 0,
    get bytes() {
      return bytes;
    },
    text: (selection) => texts.get(selection),
    setText(selection, text) {
      texts.set(selection, text);
      bytes += weigh(text) - dropOldest(texts, weigh);
    },
    columnTexts: (selection) => columns.get(selection),
    setColumnText(selection, column, text) {
      columnsOf(selection).set(column, text);
      bytes += weigh(text);
    },
  };
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
