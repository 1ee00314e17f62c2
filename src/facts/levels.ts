import type { EnvironmentIndex } from './node.ts';
import { parseRelationName } from './relation-name.ts';

/** Adapters of warehouses in which a schema is a database: nothing stands above it. */
const TWO_LEVEL_ADAPTERS: ReadonlySet<string> = new Set([
  'mysql',
  'mysql5',
  'mariadb',
  'clickhouse',
  'doris',
  'starrocks',
]);

/**
 * Whether the warehouse of an environment has no level above the schema: by its adapter, or where every relation name that dbt shows has two
 * segments. What dbt and a catalogue call the database is not compared there.
 */
export function hasTwoLevels({
  adapterType,
  nodes,
}: Pick<EnvironmentIndex, 'adapterType' | 'nodes'>): boolean {
  if (TWO_LEVEL_ADAPTERS.has(adapterType?.trim().toLowerCase() ?? '')) return true;
  let shown = 0;
  for (const { relationName } of nodes) {
    if (relationName === null || relationName.trim() === '') continue;
    if (parseRelationName(relationName).length !== 2) return false;
    shown += 1;
  }
  return shown > 0;
}
