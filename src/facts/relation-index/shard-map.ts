import type { CaseRule } from '../case-rule.ts';
import type { RelationEntry } from '../relation-index.ts';

/** Sources with a shard pattern (`events_*`), by the text before the `*`. Few projects have more than some. */
export interface ShardMap {
  add(entry: RelationEntry, row: number): void;
  /** Database '' = none, null = any. In the order in which they were added. */
  find(database: string | null, schema: string, prefix: string): readonly RelationEntry[];
  /** Longest first. */
  prefixLengths(): readonly number[];
  /** Estimated, since rows stand in lists of objects here. */
  readonly bytes: number;
}

/** An entry of a map: its slot, the key's and the list's own headers, the row. */
const ITEM_BYTES = 150;

export function createShardMap(rule: CaseRule, entryAt: (row: number) => RelationEntry | null): ShardMap {
  const rows = new Map<string, number[]>();
  const lengths = new Set<number>();
  let bytes = 0;
  const spell = rule.caseSensitive ? (name: string) => name : rule.fold;
  const keyOf = (...parts: readonly string[]) => parts.map(spell).join('\u0000');

  function append(key: string, row: number): void {
    const list = rows.get(key);
    if (list === undefined) rows.set(key, [row]);
    else list.push(row);
    bytes += 2 * key.length + ITEM_BYTES;
  }

  return {
    add({ relation: { database, schema, name } }, row) {
      const prefix = name.slice(0, -1);
      lengths.add(prefix.length);
      append(keyOf(schema, prefix), row);
      append(keyOf(database ?? '', schema, prefix), row);
    },
    find(database, schema, prefix) {
      const key = database === null ? keyOf(schema, prefix) : keyOf(database, schema, prefix);
      return (rows.get(key) ?? []).flatMap((row) => entryAt(row) ?? []);
    },
    prefixLengths: () => [...lengths].sort((left, right) => right - left),
    get bytes() {
      return bytes;
    },
  };
}
