import type { ResolvedEnvironment } from '../options.ts';
import type { EnvironmentState } from '../state/environment-state.ts';
import { createNotifier, type Notifier, type NotifierOptions } from './notifier.ts';
import type { CompletedRun } from './run-completed.ts';

export interface TellOptions extends Pick<NotifierOptions, 'clock' | 'log' | 'onOutcome'> {
  readonly environments: readonly ResolvedEnvironment[];
  readonly stateOf: (environmentId: number) => EnvironmentState | null;
}

/** A notifier of the environments that name somebody to tell. */
export function tellOfChanges({ environments, stateOf, ...options }: TellOptions): Notifier {
  const targets = environments.flatMap(({ id, notify }) => (notify === null ? [] : [[id, notify] as const]));
  return createNotifier({
    ...options,
    targets: new Map(targets),
    describe: (environmentId) => {
      const state = stateOf(environmentId);
      return state === null ? null : toRun(environmentId, state);
    },
  });
}

function toRun(
  environmentId: number,
  { identity, dbtVersion, manifestRunId }: EnvironmentState,
): CompletedRun {
  const { accountId, name, projectId, projectName } = identity;
  return {
    environmentId,
    environmentName: name,
    accountId,
    projectId,
    projectName,
    dbtVersion,
    runId: manifestRunId,
  };
}
