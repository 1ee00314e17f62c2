/** The sources upstream of a table of which one thing is true. */
export interface SourcesAtFault {
  readonly count: number;
  /** The nearest of them, as people call it: `raw.events`. */
  readonly nearest: string;
}

/** What the criteria of health need to know of the sources upstream. The clock comes in with `toHealth`. */
export interface UpstreamHealth {
  /** Sources whose freshness is in error; null where there are none. */
  readonly inError: SourcesAtFault | null;
  /** Sources whose freshness warns; null where there are none. */
  readonly warning: SourcesAtFault | null;
  /** Of the configured sources that are not in error, the one that was checked longest ago; `lastCheckedAt` is null where it never was. */
  readonly longestUnchecked: { readonly source: string; readonly lastCheckedAt: string | null } | null;
  /** Why the sources upstream are not all known, in one sentence; null where they are. */
  readonly unknownReason: string | null;
}

/** Nothing is known of the sources upstream: one sentence says why. */
export interface UnknownUpstream {
  readonly unknownReason: string;
}
