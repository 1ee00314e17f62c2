import { criteriaSchema, type FreshnessCriteria, type ManifestNode } from '../../artifacts/schemas.ts';
import type { EnvironmentState } from '../../state/environment-state.ts';

const PERIODS = new Set(['minute', 'hour', 'day']);

/** Always an object; its fields are null where the source was never checked. */
export function freshnessView(node: ManifestNode, state: EnvironmentState) {
  const checked = state.freshness.get(node.unique_id);
  return {
    criteria: criteriaView(checked?.criteria ?? declaredCriteria(node)),
    freshnessChecked: checked !== undefined,
    freshnessStatus: checked?.status ?? null,
    freshnessRunGeneratedAt: checked?.generatedAt ?? null,
    freshnessRunId: checked?.runId ?? null,
    freshnessJobDefinitionId: null,
    maxLoadedAt: checked?.maxLoadedAt ?? null,
    maxLoadedAtTimeAgoInS: checked?.maxLoadedAtTimeAgoInS ?? null,
    snapshottedAt: checked?.snapshottedAt ?? null,
  };
}

/** Newer dbt versions keep them under `config` as well. */
function declaredCriteria(node: ManifestNode): FreshnessCriteria {
  return node.freshness ?? criteriaSchema.safeParse(node.config?.freshness).data;
}

function criteriaView(criteria: FreshnessCriteria) {
  return { warnAfter: thresholdView(criteria?.warn_after), errorAfter: thresholdView(criteria?.error_after) };
}

function thresholdView(threshold: NonNullable<FreshnessCriteria>['warn_after']) {
  const period = threshold?.period;
  if (threshold?.count === null || threshold?.count === undefined || !period || !PERIODS.has(period))
    return null;
  return { count: threshold.count, period };
}
