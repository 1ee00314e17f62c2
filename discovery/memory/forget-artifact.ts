import { putMentions } from './learn-runs.ts';
import type { Remembered } from './remembered.ts';
import type { RowChanges } from './rows.ts';

/** Takes back what an artifact said, because another text of the same invocation and time came to replace it. */
export function forgetArtifact(
  remembered: Remembered,
  rows: RowChanges,
  artifact: string,
  digest: string,
): void {
  for (const [uniqueId, mentions] of remembered.mentions) {
    const others = mentions.filter(({ stamp }) => stamp.artifact !== artifact);
    if (others.length < mentions.length) putMentions(remembered, rows, uniqueId, others);
  }
  for (const [part, entries] of [
    ['catalog', remembered.catalog],
    ['catalog_elsewhere', remembered.catalogElsewhere],
    ['freshness', remembered.freshness],
  ] as const) {
    for (const [id, { stamp }] of entries) {
      if (stamp.artifact !== artifact) continue;
      entries.delete(id);
      rows.drop(part, id);
    }
  }
  for (const [id, checks] of remembered.checksAside) {
    const others = checks.filter(({ stamp }) => stamp.artifact !== artifact);
    if (others.length === checks.length) continue;
    remembered.checksAside.set(id, others);
    rows.put('checks_aside', id, JSON.stringify(others));
  }
  remembered.seen.delete(digest);
  rows.drop('seen', digest);
}
