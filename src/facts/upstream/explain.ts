import type { Findings } from './findings.ts';
import { toSpokenName } from './names.ts';
import type { Nearest } from './nearest.ts';
import * as sentences from './sentences.ts';
import type { CountedSources } from './source-classes.ts';
import type { RankedSource } from './source-ranks.ts';
import type { SourcesAtFault, UpstreamHealth } from './upstream-health.ts';

/** Why the time of the data is not known, or what it leaves out; null where it is the whole truth. */
export function explainTime(node: number, findings: Findings, counted: CountedSources): string | null {
  const { nodes, sources, nearestUnknown } = findings;
  const { sourceCount, unknownSources } = counted;
  const unknown = nearestUnknown
    .of(node)
    .flatMap(({ item }) => sources.unknown[item] ?? [])
    .map((source) => toUnknownSource(source, findings));
  const [itself] = unknown;
  if (nodes.isSource(node)) return itself === undefined ? null : sentences.sourceItselfUnknown(itself);
  const untold = explainUntold(node, findings);
  const parts = [
    ...(unknownSources > 0 ? [sentences.someSourcesUnknown(unknownSources, sourceCount, unknown)] : []),
    ...(sourceCount === 0 && untold === null ? [explainNone(node, findings)] : []),
    ...(untold === null ? [] : [untold]),
  ];
  return parts.length === 0 ? null : parts.join(' ');
}

function explainNone(node: number, { nodes, nearestReadingBuilt }: Findings): string {
  if (nearestReadingBuilt.of(node).length > 0) return sentences.ONLY_BUILT;
  return nodes.describe(node).resourceType === 'SEED' ? sentences.SEED : sentences.NO_SOURCE;
}

export function toUpstreamHealth(node: number, findings: Findings, counted: CountedSources): UpstreamHealth {
  const { sources, nearestInError, nearestWarning, longestUnchecked } = findings;
  const unchecked = sources.byLastCheck[longestUnchecked.of(node)[0] ?? -1];
  return {
    inError: toFault(counted.inError, sources.inError, nearestInError),
    warning: toFault(counted.warning, sources.warning, nearestWarning),
    longestUnchecked:
      unchecked === undefined
        ? null
        : { source: nameOf(unchecked), lastCheckedAtMs: unchecked.check.checkedAtMs },
    unknownReason: explainUntold(node, findings),
  };

  function toFault(count: number, among: readonly RankedSource[], nearest: Nearest): SourcesAtFault | null {
    const source = among[nearest.of(node)[0]?.item ?? -1];
    return source === undefined ? null : { count, nearest: nameOf(source) };
  }

  function nameOf(source: RankedSource): string {
    return toSpokenName(findings.nodes.idOf(source.node));
  }
}

function explainUntold(node: number, { nodes, untold, nearestUntold }: Findings): string | null {
  const nearest = untold[nearestUntold.of(node)[0]?.item ?? -1];
  if (nearest === undefined) return null;
  return sentences.untold({ uniqueId: nodes.idOf(nearest), isItself: nearest === node });
}

function toUnknownSource({ node, check }: RankedSource, { nodes }: Findings): sentences.UnknownSource {
  const isApplied = nodes.environmentOf(node).graph.stateAt(nodes.rowOf(node)) === 'applied';
  return { uniqueId: nodes.idOf(node), check, isApplied };
}
