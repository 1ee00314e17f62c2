import type { Memory } from '../cache/memory.ts';
import type { TableStatus } from '../facts/facts.ts';
import type { RequestAsks } from './asks.ts';
import type { TableReferenceKey } from './contributed.ts';
import { needs as has, NEEDS_AS_OF, type Needs } from './needs.ts';
import { PreparedTable } from './prepared-table.ts';
import { relationKeyText } from './relation-key.ts';
import { createRelationMap, type RelationMap } from './relation-map.ts';
import type { TableAnswer } from './table-reader.ts';

/**
 * Texts of tables and columns as they were answered, each kept with what it was selected by, as long as what it was made of is current.
 * All of it counts into the one budget of memory.
 */
export interface PreparedTables {
  /** What is prepared for one integration at one revision. `version`: of what is known of it. `asks`: null where nobody counts what is asked for. */
  of(prefix: string, version: number, asks: RequestAsks | null): ScopedPreparedTables;
}

export interface ScopedPreparedTables {
  /** Finds the tables of a schema under one set of needs, by their names, whether or not they are current; undefined where there is none. */
  finder(needs: Needs): (database: string, schema: string) => ReadonlyMap<string, PreparedTable> | undefined;
  /** Whether the texts of a table that was found may be answered. */
  isCurrent(table: PreparedTable): boolean;
  /** Notes that a text of the table was at hand. */
  count(table: PreparedTable): void;
  /** Where the texts of a table that was read go; those of before stay while its facts are the same. */
  prepare(needs: Needs, key: TableReferenceKey, answer: TableAnswer): PreparedTable;
  /** Keeps what was written of a table, unless its answer is not to be kept. */
  keep(table: PreparedTable): void;
  /** Tells what was counted. */
  report(): void;
}

/** A table that is asked for again and again is looked at in full this often, so that its nodes count as in use. */
const MAX_UNSEEN_MS = 30_000;

export interface PreparedTablesOptions {
  readonly memory: Memory;
  readonly now: () => number;
  /** So many tables of a status were found. */
  readonly onFound: (status: TableStatus, count: number) => void;
}

export function createPreparedTables({ memory, now, onFound }: PreparedTablesOptions): PreparedTables {
  /** Of everything that memory holds, by integration and needs: found here without its key in memory. */
  const kept = new Map<string, Map<Needs, RelationMap<PreparedTable>>>();

  /** Returns what forgets the table again. */
  function remember(prefix: string, table: PreparedTable): () => void {
    const { needs, key } = table;
    const byNeeds = kept.get(prefix) ?? new Map<Needs, RelationMap<PreparedTable>>();
    kept.set(prefix, byNeeds);
    const tables = byNeeds.get(needs) ?? createRelationMap<PreparedTable>();
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
    of(prefix, version, asks) {
      const found = new Map<TableStatus, number>();
      // Tables of a page are mostly of one status: counted here until another one comes.
      let lastStatus: TableStatus | null = null;
      let lastCount = 0;
      const countLast = () => {
        if (lastStatus !== null) found.set(lastStatus, (found.get(lastStatus) ?? 0) + lastCount);
      };
      const nowMs = now();
      const byNeeds = kept.get(prefix);
      return {
        finder(needs) {
          const tables = byNeeds?.get(needs);
          return tables === undefined ? () => undefined : tables.namesOf;
        },
        isCurrent: (table) =>
          table.version === version && nowMs < table.currentUntilMs && nowMs >= table.lookedAtMs,
        count({ status, asked }) {
          if (asks !== null && asked !== null) asked.count(asks);
          if (status !== lastStatus) {
            countLast();
            lastStatus = status;
            lastCount = 0;
          }
          lastCount += 1;
        },
        prepare(needs, key, { facts, currentUntilMs }) {
          const before = kept.get(prefix)?.get(needs)?.get(key);
          // Facts that were read again and have not changed are facts of that later time, which most texts do not tell.
          const isSame =
            before?.facts === facts && (!has(needs, NEEDS_AS_OF) || before.asOf === facts.metadata.asOf);
          const table = isSame ? before : new PreparedTable(needs, key, facts);
          table.version = version;
          table.lookedAtMs = nowMs;
          table.currentUntilMs = Math.min(currentUntilMs, nowMs + MAX_UNSEEN_MS);
          return table;
        },
        keep(table) {
          const { needs, key, bytes, currentUntilMs } = table;
          if (currentUntilMs <= nowMs) return;
          const partition = memory.partition<PreparedTable>(`${prefix}/text/${needs}/`);
          const text = relationKeyText(key);
          partition.set(text, table, bytes);
          // One that is larger than the whole budget was not taken.
          if (partition.get(text) === table) table.onEvicted = remember(prefix, table);
        },
        report() {
          countLast();
          for (const [status, count] of found) onFound(status, count);
        },
      };
    },
  };
}
