import type { SourceStatus } from '../facts.ts';
import { toEpochMs } from '../instants.ts';
import type { SourceFreshness } from '../node.ts';
import { isOwnMoment, toMaxLoadedAt, toSourceVerdict } from '../source-verdict.ts';

/** What the latest freshness check of one source says. */
export interface SourceCheck {
  /** When its newest row was loaded; null where that is not known. */
  readonly loadedAtMs: number | null;
  /** When the check looked; null where none did. */
  readonly checkedAtMs: number | null;
  /** Null where there is no verdict. */
  readonly status: SourceStatus | null;
  /** Whether the criteria hold a threshold, or a check exists. */
  readonly isConfigured: boolean;
  /** The check read its own moment for the time of the newest row. */
  readonly isOwnMoment: boolean;
}

/** A source that nobody checks. */
export const UNCHECKED: SourceCheck = {
  loadedAtMs: null,
  checkedAtMs: null,
  status: null,
  isConfigured: false,
  isOwnMoment: false,
};

export function toSourceCheck(freshness: SourceFreshness | null): SourceCheck {
  if (freshness === null) return UNCHECKED;
  const { status, lastCheckedAt, isConfigured } = toSourceVerdict([{ freshness }]);
  return {
    loadedAtMs: toEpochMs(toMaxLoadedAt(freshness)),
    checkedAtMs: toEpochMs(lastCheckedAt),
    status,
    isConfigured,
    isOwnMoment: isOwnMoment(freshness),
  };
}

/** Whether a check exists; a threshold that nobody checked is none. */
export function isChecked({ status, checkedAtMs }: SourceCheck): boolean {
  return status !== null || checkedAtMs !== null;
}
