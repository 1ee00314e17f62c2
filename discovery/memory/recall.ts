import type { ManifestNode } from '../artifacts/schemas.ts';
import { NOTHING_KNOWN } from './header.ts';
import { toCatalogEntry } from './learn-catalog.ts';
import { slimNode } from './learn-manifest.ts';
import { unpackMentions } from './pack-mentions.ts';
import { digestOf } from './read-arrival.ts';
import { createRemembered, type Remembered } from './remembered.ts';
import type { StoredRows } from './stored-rows.ts';
import { recallTargets } from './target-rows.ts';

/** Reads back what the database has of an environment. */
export function recall(stored: StoredRows, environmentId: number, target: string | null): Remembered {
  const remembered = createRemembered(target);
  for (const [, text] of stored.read(environmentId, 'environment'))
    remembered.header = { ...NOTHING_KNOWN, ...JSON.parse(text) };
  for (const [id, text] of stored.read(environmentId, 'manifest')) {
    const node: ManifestNode = JSON.parse(text);
    remembered.nodes.set(id, slimNode(node, digestOf(text)));
  }
  for (const [id, text] of stored.read(environmentId, 'runs'))
    remembered.mentions.set(id, unpackMentions(id, text));
  for (const [name, text] of stored.read(environmentId, 'surroundings'))
    remembered.surroundings.set(name, JSON.parse(text));
  for (const [id, text] of stored.read(environmentId, 'freshness'))
    remembered.freshness.set(id, JSON.parse(text));
  for (const [id, text] of stored.read(environmentId, 'checks_aside'))
    remembered.checksAside.set(id, JSON.parse(text));
  for (const [id, text] of stored.read(environmentId, 'catalog'))
    remembered.catalog.set(id, toCatalogEntry(JSON.parse(text)));
  for (const [id, text] of stored.read(environmentId, 'catalog_elsewhere'))
    remembered.catalogElsewhere.set(id, toCatalogEntry(JSON.parse(text)));
  const seen = [...stored.read(environmentId, 'seen')].map(
    ([digest, text]): [string, { artifact: string; number: number }] => [digest, JSON.parse(text)],
  );
  for (const [digest, entry] of seen.sort((left, right) => left[1].number - right[1].number))
    remembered.seen.set(digest, entry);
  recallTargets(remembered, stored, environmentId);
  return remembered;
}
