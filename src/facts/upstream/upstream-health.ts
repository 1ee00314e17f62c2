/** The sources upstream of a table that are at fault in one way. */
export interface SourcesAtFault {
  readonly count: number;
  /** The nearest of them, as sentences speak of it: `source raw.events`. */
  readonly nearest: string;
}

/** What the criteria of health need to know of the sources upstream; the clock comes in with `toHealth`. */
export interface UpstreamHealth {
  /** Sources whose freshness is in error; null where there are none. */
  readonly inError: SourcesAtFault | null;
  /** Sources whose freshness warns; null where there are none. */
  readonly warning: SourcesAtFault | null;
  /** Of the configured sources that are not in error the one that was checked longest ago; null where none is configured. */
  readonly longestUnchecked: LongestUnchecked | null;
  /** Why more may be upstream than is known, in one sentence; null where all is known. */
  readonly unknownReason: string | null;
}

export interface LongestUnchecked {
  /** As sentences speak of it: `source raw.events`. */
  readonly source: string;
  /** Null where it was never checked. */
  readonly lastCheckedAtMs: number | null;
}

/** Nothing is known of the sources upstream, and one sentence says why. */
export interface UnknownUpstream {
  readonly unknownReason: string;
}
