import type { Catalog, CatalogTable } from '../artifacts/schemas.ts';
import { createShownJudge, type Learned } from './learned.ts';
import { digestOf } from './read-arrival.ts';
import type { Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import { compareStamps, type Stamp } from './stamp.ts';

/**
 * Takes each entry for itself: a catalog of some nodes, as Fusion writes with each run, takes nothing away from others,
 * and an entry without columns displaces none that has some.
 */
export function learnCatalog(
  remembered: Remembered,
  rows: RowChanges,
  catalog: Catalog,
  stamp: Stamp,
): Learned {
  const { newestCatalog } = remembered.header;
  if (newestCatalog === null || compareStamps(newestCatalog, stamp) < 0) {
    remembered.header = { ...remembered.header, newestCatalog: stamp };
  }
  const isShown = createShownJudge(remembered);
  let changed = 0;
  for (const [id, table] of Object.entries({ ...catalog.nodes, ...catalog.sources })) {
    const known = remembered.catalog.get(id);
    const hasColumns = (table.columns?.length ?? 0) > 0;
    const isNewer = known === undefined || compareStamps(known.stamp, stamp) < 0;
    const displaces = known?.hasColumns === hasColumns ? isNewer : hasColumns || known === undefined;
    if (!displaces) continue;
    const row = { stamp, table } satisfies CatalogRow;
    const digest = digestOf(JSON.stringify(table));
    if (known?.digest !== digest && isShown(id)) changed += 1;
    remembered.catalog.set(id, { stamp, hasColumns, digest });
    rows.put('catalog', id, JSON.stringify(row));
  }
  return { nodes: changed, notes: [] };
}

export interface CatalogRow {
  readonly stamp: Stamp;
  readonly table: CatalogTable;
}
