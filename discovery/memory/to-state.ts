import type { ResolvedEnvironment } from '../options.ts';
import {
  buildEnvironmentState,
  type EnvironmentFacts,
  type EnvironmentState,
} from '../state/environment-state.ts';
import { compareChecks } from './arrange-checks.ts';
import { identityOf } from './identity.ts';

import { NOTHING_SHOWN, type ShownParts } from './shown-parts.ts';

export interface StateOptions {
  readonly environment: ResolvedEnvironment;
  readonly compiledTestsReadSuccess: boolean;
}

/** What an environment serves with these parts. */
export function toState(
  parts: ShownParts,
  { environment, compiledTestsReadSuccess }: StateOptions,
  previous: EnvironmentState | null,
): EnvironmentState {
  const identity = identityOf(environment, parts.header.manifest?.projectName ?? null);
  return buildEnvironmentState({ facts: factsOf(parts), identity, compiledTestsReadSuccess, previous });
}

/** What is listed of an environment before any manifest is known. */
export function emptyState(environment: ResolvedEnvironment): EnvironmentState {
  return toState(NOTHING_SHOWN, { environment, compiledTestsReadSuccess: false }, null);
}

function factsOf({ header, ...parts }: ShownParts): EnvironmentFacts {
  const { manifest, newestCatalog, newestGeneration } = header;
  const checks = [...parts.freshness].sort((left, right) => compareChecks(left[1], right[1]));
  return {
    adapterType: manifest?.adapterType ?? null,
    dbtVersion: manifest?.dbtVersion ?? null,
    macroPackages: manifest?.macroPackages ?? [],
    manifestGeneratedAt: manifest?.stamp.generatedAt ?? null,
    manifestInvocationId: manifest?.stamp.invocationId ?? null,
    nodes: parts.manifest,
    runs: parts.runs,
    hasOtherTarget: parts.hasOtherTarget,
    catalog: parts.catalog,
    catalogGeneratedAt: newestCatalog?.generatedAt ?? null,
    freshness: checks.map(([id, check]) => [id, check.value]),
    newestGeneration,
  };
}
