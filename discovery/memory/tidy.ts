import { createNodeFinder } from '../state/node-ids.ts';
import type { Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';
import { compareStamps, type Stamp } from './stamp.ts';
import { tidyTargets } from './target-rows.ts';

/** The digests of so many artifacts are kept, to tell at once what was sent before. */
const SEEN_KEPT = 1_000;
/** Facts of nodes that the manifest lacks wait for one that has them; so many at least, and no more than it has nodes. */
const WAITING_KEPT = 1_000;
/** Before there is a manifest, all of them may come to be its nodes. */
const WAITING_KEPT_AT_FIRST = 200_000;

/** Keeps what is remembered in proportion to the nodes of the manifest. */
export function tidy(remembered: Remembered, rows: RowChanges): void {
  dropStrangers(remembered, rows);
  dropSurroundings(remembered, rows);
  tidyTargets(remembered, rows);
  for (const digest of remembered.seen.keys()) {
    if (remembered.seen.size <= SEEN_KEPT) break;
    remembered.seen.delete(digest);
    rows.drop('seen', digest);
  }
}

function dropStrangers(remembered: Remembered, rows: RowChanges): void {
  const { header, nodes, mentions, catalog, catalogElsewhere, freshness, checksAside } = remembered;
  const findNode = createNodeFinder(nodes);
  const limit = header.manifest === null ? WAITING_KEPT_AT_FIRST : Math.max(WAITING_KEPT, nodes.size);
  const oldestFirst = (stamps: [string, Stamp | undefined][]): string[] =>
    stamps
      .flatMap(([id, stamp]): [string, Stamp][] =>
        stamp === undefined || findNode(id) !== undefined ? [] : [[id, stamp]],
      )
      .sort((left, right) => compareStamps(left[1], right[1]))
      .slice(0, -limit)
      .map(([id]) => id);
  const runs = [...mentions].map(([id, list]): [string, Stamp | undefined] => [id, list.at(-1)?.stamp]);
  for (const id of oldestFirst(runs)) {
    mentions.delete(id);
    rows.drop('runs', id);
  }
  for (const [part, entries] of [
    ['catalog', catalog],
    ['catalog_elsewhere', catalogElsewhere],
    ['freshness', freshness],
  ] as const) {
    for (const id of oldestFirst([...entries].map(([id, { stamp }]) => [id, stamp]))) {
      entries.delete(id);
      rows.drop(part, id);
    }
  }
  for (const id of oldestFirst([...checksAside].map(([id, checks]) => [id, checks[0]?.stamp]))) {
    checksAside.delete(id);
    rows.drop('checks_aside', id);
  }
}

function dropSurroundings({ surroundings, mentions }: Remembered, rows: RowChanges): void {
  if (surroundings.size === 0) return;
  const used = new Set([...mentions.values()].flat().map((mention) => mention.surroundings));
  for (const name of surroundings.keys()) {
    if (used.has(name)) continue;
    surroundings.delete(name);
    rows.drop('surroundings', name);
  }
}
