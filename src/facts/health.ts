import type { Freshness, Health, TestSummary } from './facts.ts';
import { toEpochMs } from './instants.ts';
import type { NodeDetails } from './node.ts';
import { toSourceVerdict } from './source-verdict.ts';

export interface HealthInput {
  /** The node that answers; null when none does. */
  readonly details: NodeDetails | null;
  /** Other nodes that declare the same table as a source. */
  readonly otherSources: readonly NodeDetails[];
  readonly summary: TestSummary;
  readonly freshness: Freshness;
  /** The description that is shown for the table. */
  readonly description: string | null;
  readonly nowMs: number;
}

const STALE_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

/** dbt's words for a build that did not come through; `skipped` is not one: what failed was a node before it. */
const FAILED: ReadonlySet<string> = new Set(['error', 'fail', 'failed', 'runtime error']);

/** The four levels of dbt Catalog's health signals. */
export function toHealth(input: HealthInput): Health {
  const { details, summary, freshness, description } = input;
  if (details === null) return 'UNKNOWN';
  const sources = details.resourceType === 'SOURCE' ? [details, ...input.otherSources] : input.otherSources;
  const source = toSourceVerdict(sources).status;
  const attempt = freshness.lastAttemptStatus?.trim().toLowerCase() ?? '';
  if (FAILED.has(attempt) || summary.failed > 0 || summary.errored > 0 || source === 'ERROR')
    return 'DEGRADED';
  const verdicts = summary.passed + summary.warned;
  if (freshness.refreshedAt === null && attempt === '' && source === null && verdicts === 0) return 'UNKNOWN';
  const isCautious =
    isStale(details, freshness.refreshedAt, input.nowMs) ||
    summary.total === 0 ||
    summary.warned > 0 ||
    source === 'WARN' ||
    description === null;
  return isCautious ? 'CAUTION' : 'HEALTHY';
}

/** A source is loaded by others: its freshness check, not a build of dbt's, says whether it is late. */
function isStale(details: NodeDetails, refreshedAt: string | null, nowMs: number): boolean {
  if (details.resourceType === 'SOURCE') return false;
  const refreshedMs = toEpochMs(refreshedAt);
  return refreshedMs === null || nowMs - refreshedMs > STALE_AFTER_MS;
}
