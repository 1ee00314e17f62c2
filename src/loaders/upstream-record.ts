import type { Claimant, SourceStatus } from '../facts/facts.ts';
import type { NodeUpstream } from '../facts/upstream/upstreams.ts';
import type { NodeRecord } from './node-record.ts';

/** `DbtUpstream` of the graph. */
export interface UpstreamRecord
  extends Pick<NodeUpstream, 'dataAsOf' | 'reason' | 'sourceStatus' | 'sourceCount' | 'unknownSources'> {
  readonly sources: (first: number) => readonly UpstreamSourceRecord[];
  readonly failing: readonly UpstreamFailureRecord[];
}

/** `DbtUpstreamSource` of the graph. */
export interface UpstreamSourceRecord {
  readonly node: NodeRecord;
  readonly maxLoadedAt: string | null;
  readonly status: SourceStatus | null;
  readonly checkedAt: string | null;
}

/** `DbtUpstreamFailure` of the graph. */
export interface UpstreamFailureRecord {
  readonly node: NodeRecord;
  readonly distance: number;
  readonly reason: string;
}

/** So many sources are listed at most, and where nobody says how many. */
export const MAX_SOURCES = 1000;
export const USUAL_SOURCES = 20;

/** `recordOf`: null for a node of an environment that was not read. The lists are put together when they are read. */
export function toUpstreamRecord(
  upstream: NodeUpstream,
  recordOf: (claimant: Claimant) => NodeRecord | null,
): UpstreamRecord {
  const { dataAsOf, reason, sourceStatus, sourceCount, unknownSources } = upstream;
  return {
    dataAsOf,
    reason,
    sourceStatus,
    sourceCount,
    unknownSources,
    sources: (first) =>
      upstream
        .sources(Math.min(Math.max(0, first), MAX_SOURCES))
        .flatMap(({ maxLoadedAt, status, checkedAt, ...claimant }) => {
          const node = recordOf(claimant);
          return node === null ? [] : [{ node, maxLoadedAt, status, checkedAt }];
        }),
    get failing() {
      return upstream.failing.flatMap(({ distance, reason: why, ...claimant }) => {
        const node = recordOf(claimant);
        return node === null ? [] : [{ node, distance, reason: why }];
      });
    },
  };
}

/** Of a node that the index lists, and the graph of its environment, read at another moment, does not. */
export const UNTOLD: UpstreamRecord & { readonly reason: string } = {
  dataAsOf: null,
  reason:
    'What this table is made of is not known yet: it came to the project a moment ago. Ask again in a minute.',
  sourceStatus: null,
  sourceCount: 0,
  unknownSources: 0,
  sources: () => [],
  failing: [],
};
