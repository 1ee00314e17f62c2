import type { SourceStatus } from '../facts.ts';
import type { SourceCounts } from './source-counts.ts';
import type { RankedSource } from './source-ranks.ts';

/** What a source adds to a worst verdict: null where its freshness is not configured. Worst last. */
const VERDICTS: readonly (SourceStatus | null)[] = [null, 'PASS', 'UNKNOWN', 'WARN', 'ERROR'];

/** Sources by what is counted of them: whether the load time is known, and the verdict. */
export function classifySources(sources: readonly RankedSource[]): readonly (readonly number[])[] {
  const classes: number[][] = Array.from({ length: 2 * VERDICTS.length }, () => []);
  for (const { node, check } of sources) {
    const verdict = check.isConfigured ? (check.status ?? 'UNKNOWN') : null;
    const sourceClass = VERDICTS.indexOf(verdict) + (check.loadedAtMs === null ? VERDICTS.length : 0);
    classes[sourceClass]?.push(node);
  }
  return classes;
}

export interface CountedSources {
  readonly sourceCount: number;
  readonly unknownSources: number;
  /** Null where no source is configured. */
  readonly worstStatus: SourceStatus | null;
  readonly inError: number;
  readonly warning: number;
}

/** The counts of one node. */
export function sumUp(counts: SourceCounts, node: number): CountedSources {
  const known = VERDICTS.map((_, verdict) => counts.of(node, verdict));
  const unknown = VERDICTS.map((_, verdict) => counts.of(node, verdict + VERDICTS.length));
  const ofVerdict = (verdict: number): number => (known[verdict] ?? 0) + (unknown[verdict] ?? 0);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    sourceCount: sum(known) + sum(unknown),
    unknownSources: sum(unknown),
    worstStatus: VERDICTS.findLast((_, verdict) => ofVerdict(verdict) > 0) ?? null,
    inError: ofVerdict(VERDICTS.indexOf('ERROR')),
    warning: ofVerdict(VERDICTS.indexOf('WARN')),
  };
}
