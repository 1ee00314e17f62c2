import type { CorpusNode, CorpusSet, FreshnessCheck } from '../corpus-set.ts';
import { readBuilds, readOutcomes } from '../executions.ts';
import { toInstant, toLoadedAt } from '../refresh-times.ts';
import { type Ancestors, createFamily, createIsReplaced } from './family.ts';

/** What should stand above a table, by the files of its set alone. */
export interface ExpectedUpstream {
  readonly dataAsOf: string | null;
  readonly sourceStatus: Verdict | null;
  /** Stalest first, those of unknown load time last, then by uniqueId. */
  readonly sources: readonly ExpectedSource[];
  /** Nearest first, then by uniqueId. */
  readonly failing: readonly { readonly uniqueId: string; readonly distance: number }[];
}

export type Verdict = 'ERROR' | 'WARN' | 'UNKNOWN' | 'PASS';

export interface ExpectedSource {
  readonly uniqueId: string;
  readonly maxLoadedAt: string | null;
  /** Null where nobody has asked for its freshness. */
  readonly verdict: Verdict | null;
  /** When a check last looked. */
  readonly checkedAt: string | null;
}

const WORST_FIRST: readonly Verdict[] = ['ERROR', 'WARN', 'UNKNOWN', 'PASS'];
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['pass', 'PASS'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
  ['runtime error', 'ERROR'],
]);
const FAILED = new Set(['error', 'fail', 'runtime error']);
const MOST_FAILING = 50;

export function createExpectedUpstream(set: CorpusSet): (node: CorpusNode) => ExpectedUpstream {
  const ancestorsOf = createFamily(set);
  const isReplaced = createIsReplaced(set);
  const checks = new Map(set.checks.map((check) => [check.uniqueId, check]));
  const broken = findBroken(set);

  return (node) => {
    const ancestors: Ancestors = ancestorsOf(node);
    const counted =
      node.type === 'source'
        ? [node]
        : [...ancestors.keys()].filter(
            (other) => other.type === 'source' && (checks.has(other.uniqueId) || !isReplaced(other)),
          );
    const sources = counted.map((source) => toSource(source, checks.get(source.uniqueId))).sort(byStaleness);
    const verdicts = new Set(sources.map(({ verdict }) => verdict));
    const failing = [...ancestors]
      .filter(([other]) => other !== node && broken.has(other.uniqueId) && !isReplaced(other))
      .map(([{ uniqueId }, distance]) => ({ uniqueId, distance }))
      .sort((left, right) => left.distance - right.distance || byText(left.uniqueId, right.uniqueId));
    return {
      dataAsOf: sources[0]?.maxLoadedAt ?? null,
      sourceStatus: WORST_FIRST.find((verdict) => verdicts.has(verdict)) ?? null,
      sources,
      failing: failing.slice(0, MOST_FAILING),
    };
  };
}

/** Nodes in the warehouse whose last build failed, or that own a data test which fails or errs. */
function findBroken(set: CorpusSet): ReadonlySet<string> {
  const outcomes = readOutcomes(set.nodes, set.tests, set.runs);
  const failed = [...readBuilds(set.nodes, set.runs)]
    .filter(([, { lastStatus }]) => FAILED.has(lastStatus ?? ''))
    .map(([uniqueId]) => uniqueId);
  const failingTests = set.tests.filter(
    ({ uniqueId, isUnit }) => !isUnit && ['FAIL', 'ERROR'].includes(outcomes.get(uniqueId) ?? ''),
  );
  const broken = new Set([...failed, ...failingTests.flatMap(({ owners }) => owners)]);
  const standing = set.nodes.filter(({ type, uniqueId }) => type === 'source' || set.built.has(uniqueId));
  return new Set(standing.map(({ uniqueId }) => uniqueId).filter((uniqueId) => broken.has(uniqueId)));
}

function toSource(source: CorpusNode, check: FreshnessCheck | undefined): ExpectedSource {
  const isConfigured = check !== undefined || source.hasThreshold;
  return {
    uniqueId: source.uniqueId,
    maxLoadedAt: toInstant(toLoadedAt(check)),
    verdict: isConfigured ? (VERDICTS.get(check?.status ?? '') ?? 'UNKNOWN') : null,
    checkedAt: check === undefined ? null : (check.snapshottedAt ?? check.generatedAt),
  };
}

function byStaleness(left: ExpectedSource, right: ExpectedSource): number {
  const instantOf = ({ maxLoadedAt }: ExpectedSource) =>
    maxLoadedAt === null ? Number.POSITIVE_INFINITY : Date.parse(maxLoadedAt);
  const [one, other] = [instantOf(left), instantOf(right)];
  return one === other ? byText(left.uniqueId, right.uniqueId) : one - other;
}

function byText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
