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
export function createLevelCount(adapterType: string | null) {
  const isKnown = TWO_LEVEL_ADAPTERS.has(adapterType?.trim().toLowerCase() ?? '');
  let shown = 0;
  let others = 0;
  return {
    add(relationName: string | null): void {
      if (isKnown || others > 0 || relationName === null || relationName.trim() === '') return;
      shown += 1;
      if (parseRelationName(relationName).length !== 2) others += 1;
    },
    isTwo: (): boolean => isKnown || (shown > 0 && others === 0),
  };
}
