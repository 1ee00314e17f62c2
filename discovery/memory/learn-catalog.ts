import { toRelationPath } from '../artifacts/relation-names.ts';
import type { Catalog, CatalogTable } from '../artifacts/schemas.ts';
import { createCatalogArranger } from './arrange-catalog.ts';
import { count, createShownJudge, type Learned } from './learned.ts';
import { digestOf } from './read-arrival.ts';
import type { CatalogEntry, Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import { compareStamps, type Stamp } from './stamp.ts';

/**
 * Takes each entry for itself: a catalog of some nodes, as Fusion writes with each run, takes nothing away from others,
 * an entry without columns displaces none that has some, and one that lies in another place is kept apart.
 */
export function learnCatalog(
  remembered: Remembered,
  rows: RowChanges,
  catalog: Catalog,
  stamp: Stamp,
): Learned {
  const isShown = createShownJudge(remembered);
  const arrange = createCatalogArranger(remembered, rows);
  let changed = 0;
  let elsewhere = 0;
  const tables = Object.entries({ ...catalog.nodes, ...catalog.sources });
  for (const [id, table] of tables) {
    const text = JSON.stringify({ stamp, table } satisfies CatalogRow);
    const entry = toCatalogEntry({ stamp, table });
    if (arrange(id, { entry, text }) && isShown(id)) changed += 1;
    if (remembered.catalogElsewhere.get(id) === entry) elsewhere += 1;
  }
  const { newestCatalog } = remembered.header;
  const isElsewhere = elsewhere > 0 && elsewhere === tables.length;
  if (!isElsewhere && (newestCatalog === null || compareStamps(newestCatalog, stamp) < 0)) {
    remembered.header = { ...remembered.header, newestCatalog: stamp };
  }
  const note = `entries of ${count(elsewhere, 'node')} are of another target than the manifest's and are kept apart`;
  return { nodes: changed, notes: elsewhere > 0 ? [note] : [] };
}

export interface CatalogRow {
  readonly stamp: Stamp;
  readonly table: CatalogTable;
}

export function toCatalogEntry({ stamp, table }: CatalogRow): CatalogEntry {
  const { database, schema } = table.metadata ?? {};
  return {
    stamp,
    hasColumns: (table.columns?.length ?? 0) > 0,
    digest: digestOf(JSON.stringify(table)),
    place: schema ? toRelationPath([database, schema].filter(Boolean).join('.')) : null,
  };
}
