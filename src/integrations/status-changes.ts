import type { DbtFailureCode } from '../dbt/errors.ts';
import type { Log } from '../observability/log.ts';
import type { IntegrationHealth } from './integration.ts';
import type { HealthOwner } from './store/store.ts';

type Status = IntegrationHealth['status'];

export interface SeenStatus {
  readonly status: Status;
  /** Why; null for a success. */
  readonly code: DbtFailureCode | null;
}

/** Says how the connection of one integration stands whenever that changes. */
export interface StatusChanges {
  seen(status: SeenStatus): void;
  /** How it stood before this process met it; null where that cannot be read. Nothing is said before it is known. */
  startFrom(status: Status | null): void;
}

export function createStatusChanges(log: Pick<Log, 'info'>, owner: HealthOwner): StatusChanges {
  const { tenant, integrationId, revision } = owner;
  let isStarted = false;
  let last: Status | null = null;
  let waiting: SeenStatus[] = [];

  function say({ status, code }: SeenStatus): void {
    if (status === last) return;
    const why = code === null ? {} : { code };
    log.info(
      { tenant, integrationId, revision, from: last, to: status, ...why },
      'the connection to dbt has another status',
    );
    last = status;
  }

  return {
    seen(status) {
      if (isStarted) say(status);
      else if (waiting.at(-1)?.status !== status.status) waiting.push(status);
    },
    startFrom(status) {
      if (isStarted) return;
      isStarted = true;
      last = status;
      waiting.forEach(say);
      waiting = [];
    },
  };
}
