import { projectIdOf, type ResolvedEnvironment } from '../options.ts';
import type { EnvironmentIdentity } from '../state/environment-state.ts';

/** What an environment is called; what its options leave open is the manifest's. */
export function identityOf(
  environment: ResolvedEnvironment,
  manifestProject: string | null,
): EnvironmentIdentity {
  const projectName = environment.projectName ?? manifestProject ?? `environment_${environment.id}`;
  return {
    id: environment.id,
    accountId: environment.accountId,
    name: environment.name,
    projectName,
    projectId: environment.projectId ?? projectIdOf(projectName),
  };
}
