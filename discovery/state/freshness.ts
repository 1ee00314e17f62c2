import { runIdOf } from '../artifacts/ids.ts';
import type { FreshnessCriteria, SourceFreshness } from '../artifacts/schemas.ts';
import type { NodeFinder } from './node-ids.ts';

export interface Freshness {
  /** Title case, as the API's enum writes it. A check that broke is an error without times. */
  status: 'Pass' | 'Warn' | 'Error' | 'Skipped' | 'Unknown';
  maxLoadedAt: string | null;
  maxLoadedAtTimeAgoInS: number | null;
  snapshottedAt: string | null;
  criteria: FreshnessCriteria;
  generatedAt: string | null;
  runId: number | null;
}

const STATUSES = new Map<string, Freshness['status']>([
  ['pass', 'Pass'],
  ['warn', 'Warn'],
  ['error', 'Error'],
  ['runtime error', 'Error'],
  ['skipped', 'Skipped'],
]);

/** The latest check of every source; the checks must come oldest first. The memory is held against it, as against `mergeRuns`. */
export function mergeFreshness(
  checks: readonly SourceFreshness[],
  findNode: NodeFinder,
): Map<string, Freshness> {
  const merged = new Map<string, Freshness>();
  for (const { metadata, results } of checks) {
    for (const result of results) {
      merged.set(findNode(result.unique_id) ?? result.unique_id, toFreshness(metadata, result));
    }
  }
  return merged;
}

export function toFreshness(
  metadata: SourceFreshness['metadata'],
  result: SourceFreshness['results'][number],
): Freshness {
  return {
    status: STATUSES.get(result.status.trim().toLowerCase()) ?? 'Unknown',
    maxLoadedAt: result.max_loaded_at ?? null,
    maxLoadedAtTimeAgoInS: result.max_loaded_at_time_ago_in_s ?? null,
    snapshottedAt: result.snapshotted_at ?? null,
    criteria: result.criteria ?? null,
    generatedAt: metadata.generated_at ?? null,
    runId: runIdOf(metadata.invocation_id),
  };
}
