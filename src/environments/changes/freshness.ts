import { CLOCK_TOLERANCE_MS } from '../../cache/entry.ts';
import type { EntryState, Freshness } from '../../cache/freshness.ts';
import type { ChangeTracker } from './change-tracker.ts';

/** No fact lives longer than this without a full read of its own: what moves dbt's marks of change is not documented. */
const MAX_UNCHECKED_MS = 15 * 60_000;
/** Facts already read are served this long while dbt cannot be asked. */
const MAX_STALE_MS = 24 * 60 * 60_000;

/** How old the facts of one environment may be. */
export function createFactFreshness(
  tracker: ChangeTracker,
  environmentId: string,
  now: () => number,
): Freshness {
  function state({ readAtMs }: { readonly readAtMs: number }): EntryState {
    const ageMs = now() - readAtMs;
    if (Math.abs(ageMs) >= MAX_STALE_MS) return 'dead';
    // From the future: a clock was set back since, and the age is not known.
    if (ageMs <= -CLOCK_TOLERANCE_MS || ageMs >= MAX_UNCHECKED_MS) return 'stale';
    if (readAtMs < tracker.changedAtMs(environmentId)) return 'stale';
    return ageMs >= MAX_UNCHECKED_MS / 2 ? 'ageing' : 'fresh';
  }

  return {
    state,
    freshUntilMs(entry) {
      const current = state(entry);
      return current === 'fresh' || current === 'ageing' ? entry.readAtMs + MAX_UNCHECKED_MS : 0;
    },
    // Stamp a read no earlier than the last known change, so clock skew cannot make it look stale.
    readAtMs: () => Math.max(now(), tracker.changedAtMs(environmentId)),
  };
}
