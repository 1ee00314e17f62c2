import type { Entry } from '../cache/entry.ts';
import type { Staleness } from './environment-reader.ts';

/** No fact lives longer than this without a full read of its own: what moves dbt's marks of change is not documented. */
const MAX_UNCHECKED_MS = 15 * 60 * 1000;
/** Facts already read are served this long while dbt cannot be asked. */
const MAX_STALE_MS = 24 * 60 * 60 * 1000;

export interface StalenessOptions {
  readonly now: () => number;
  readonly onRefreshFailed: (error: unknown) => void;
}

export function createStaleness({ now, onRefreshFailed }: StalenessOptions): Staleness {
  const ageMs = (entry: Entry<unknown>) => now() - entry.readAtMs;
  return {
    isFresh: (entry) => ageMs(entry) < MAX_UNCHECKED_MS,
    isUsable: (entry) => ageMs(entry) < MAX_STALE_MS,
    mayRefresh: async () => true,
    onRefreshFailed,
  };
}
