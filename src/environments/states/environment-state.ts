import { toEpochMs, toInstant } from '../../facts/instants.ts';
import type { EnvironmentState } from '../../integrations/integration.ts';
import type { IndexedState } from '../index/index-values.ts';
import type { Progress } from '../jobs/progress.ts';
import type { FailureState } from './failures.ts';

/** What is known of one environment; times are epoch milliseconds. */
export interface KnownEnvironment {
  readonly environmentId: string;
  /** The index that would be served; null where there is none. */
  readonly held: { readonly state: IndexedState; readonly readAtMs: number } | null;
  /** How far a read of the index is; null when none is under way. */
  readonly progress: Progress | null;
  readonly failures: FailureState;
  /** When a change was last told, by a webhook or by other marks; 0 where none was. */
  readonly changedAtMs: number;
}

/** How an environment stands, for an admin. */
export function toEnvironmentState(known: KnownEnvironment): EnvironmentState {
  const { environmentId, held, progress, failures, changedAtMs } = known;
  const { appliedLastUpdatedAt = null, definitionLastUpdatedAt = null } = held?.state.marks ?? {};
  const lastChangedAtMs = Math.max(
    changedAtMs,
    toEpochMs(appliedLastUpdatedAt) ?? 0,
    toEpochMs(definitionLastUpdatedAt) ?? 0,
  );
  return {
    environmentId,
    status: statusOf(known),
    nodes: held?.state.relations.relationCount ?? progress?.rows ?? 0,
    lastReadAt: held === null ? null : toText(held.readAtMs),
    lastChangedAt: lastChangedAtMs === 0 ? null : toText(lastChangedAtMs),
    lastUpdatedAt: toInstant(held?.state.lastUpdatedAt),
    hasCatalog: held?.state.hasCatalog ?? null,
    lastFailure: failures.lastFailure,
  };
}

function statusOf({ held, progress, failures }: KnownEnvironment): EnvironmentState['status'] {
  if (held !== null) return failures.isFailing ? 'STALE' : 'READY';
  // A read that fails goes on by itself for a while: what it fails with says more than that it goes on.
  if (failures.isFailing) return 'FAILED';
  return progress === null ? 'NOT_READ' : 'LOADING';
}

function toText(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
