import { isSameRelation } from '../artifacts/relation-names.ts';
import { createNodeFinder } from '../state/node-ids.ts';
import type { CatalogEntry, Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import { compareStamps } from './stamp.ts';

export interface FreshEntry {
  readonly entry: CatalogEntry;
  readonly text: string;
}

/** Sets the catalog's entries of other places apart from those that are shown, for every node. */
export function arrangeCatalog(remembered: Remembered, rows: RowChanges): void {
  const arrange = createCatalogArranger(remembered, rows);
  for (const id of new Set([...remembered.catalog.keys(), ...remembered.catalogElsewhere.keys()]))
    arrange(id);
}

/** Arranges what is known of one node, with one more entry; answers whether what is shown changed. Valid until the manifest changes. */
export function createCatalogArranger(
  remembered: Remembered,
  rows: RowChanges,
): (id: string, fresh?: FreshEntry) => boolean {
  const { nodes, catalog, catalogElsewhere, targets } = remembered;
  const findNode = createNodeFinder(nodes);
  // An entry that lies elsewhere is better than none, as long as nothing says that this is another target.
  const foreign = new Set(
    [...targets.places].flatMap(([id, { relations }]) =>
      id === targets.chosen ? [] : [...relations.values()].map(placeOf),
    ),
  );
  return (id, fresh) => {
    const [shown, aside] = [catalog.get(id), catalogElsewhere.get(id)];
    const bestFirst = [shown, aside, fresh?.entry]
      .filter((entry) => entry !== undefined)
      .sort(compareEntries);
    const node = nodes.get(findNode(id) ?? id);
    const place = node === undefined ? (bestFirst[0]?.place ?? null) : placeOf(node.relation);
    const own =
      bestFirst.find((entry) => isIn(entry, place)) ??
      bestFirst.find((entry) => entry.place !== null && !foreign.has(entry.place));
    const other = bestFirst.find((entry) => entry !== own && !isIn(entry, own?.place ?? place));
    if (own === shown && other === aside) return false;
    const textOf = (entry: CatalogEntry | undefined) => {
      if (entry === undefined) return undefined;
      if (entry === fresh?.entry) return fresh.text;
      return rows.read(entry === shown ? 'catalog' : 'catalog_elsewhere', id);
    };
    const [ownText, otherText] = [textOf(own), textOf(other)];
    if (own !== shown) put('catalog', catalog, id, own, ownText);
    if (other !== aside) put('catalog_elsewhere', catalogElsewhere, id, other, otherText);
    return own?.digest !== shown?.digest;
  };

  function put(
    part: 'catalog' | 'catalog_elsewhere',
    entries: Map<string, CatalogEntry>,
    id: string,
    entry: CatalogEntry | undefined,
    text: string | undefined,
  ): void {
    if (entry === undefined || text === undefined) {
      entries.delete(id);
      rows.drop(part, id);
    } else {
      entries.set(id, entry);
      rows.put(part, id, text);
    }
  }
}

/** An entry without columns displaces none that has some. */
function compareEntries(left: CatalogEntry, right: CatalogEntry): number {
  return Number(right.hasColumns) - Number(left.hasColumns) || compareStamps(right.stamp, left.stamp);
}

function placeOf(relation: string): string {
  return relation.split('.').slice(0, -1).join('.');
}

/** Where one side does not tell, they agree. */
function isIn(entry: CatalogEntry, place: string | null): boolean {
  return !entry.place || !place || isSameRelation(entry.place, place);
}
