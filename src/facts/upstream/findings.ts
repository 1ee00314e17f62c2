import type { Edges } from './edges.ts';
import type { Failures } from './failures.ts';
import type { FirstRanked } from './first-ranked.ts';
import type { JoinedNodes } from './joined-nodes.ts';
import type { Nearest } from './nearest.ts';
import type { SourceCounts } from './source-counts.ts';
import type { RankedSources } from './source-ranks.ts';

/** What was found out about all nodes of an integration. */
export interface Findings {
  readonly nodes: JoinedNodes;
  readonly parents: Edges;
  readonly sources: RankedSources;
  /** By priority. */
  readonly failing: readonly number[];
  /** In places of `failing`. */
  readonly failures: Failures;
  /** Nodes of which the host does not tell what they are made of. */
  readonly untold: readonly number[];
  readonly counts: SourceCounts;
  /** In places of `sources.byStaleness`, and of `sources.byLastCheck`. */
  readonly stalest: FirstRanked;
  readonly longestUnchecked: FirstRanked;
  /** In places of the lists of the same name in `sources`. */
  readonly nearestUnknown: Nearest;
  readonly nearestInError: Nearest;
  readonly nearestWarning: Nearest;
  /** Whether a source upstream is left out because a builder stands in its place. */
  readonly nearestReadingBuilt: Nearest;
  /** In places of `untold` and of `failing`; of the latter with room for the node itself. */
  readonly nearestUntold: Nearest;
  readonly nearestFailing: Nearest;
}

/** A number in a list, and a source with its check. */
const NUMBER_BYTES = 8;
const SOURCE_BYTES = 300;

/** What the findings weigh in memory, beside the graphs and indexes they were made from. */
export function weigh(findings: Findings): number {
  const { parents, sources, failing, failures, untold, counts, stalest, longestUnchecked } = findings;
  const { nearestUnknown, nearestInError, nearestWarning, nearestUntold, nearestFailing } = findings;
  const lists = [...Object.values(sources), failing, untold];
  const numbers = lists.reduce((sum, { length }) => sum + length, 0);
  const marks = [failures, counts, stalest, longestUnchecked];
  const atFault = [nearestUnknown, nearestInError, nearestWarning, nearestFailing];
  const nearest = [...atFault, findings.nearestReadingBuilt, nearestUntold];
  return [...marks, ...nearest].reduce(
    (sum, { bytes }) => sum + bytes,
    parents.starts.byteLength +
      parents.targets.byteLength +
      NUMBER_BYTES * numbers +
      SOURCE_BYTES * sources.byStaleness.length,
  );
}
