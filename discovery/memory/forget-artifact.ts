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
  for (const part of ['catalog', 'freshness'] as const) {
    for (const [id, { stamp }] of remembered[part]) {
      if (stamp.artifact !== artifact) continue;
      remembered[part].delete(id);
      rows.drop(part, id);
    }
  }
  remembered.seen.delete(digest);
  rows.drop('seen', digest);
}
