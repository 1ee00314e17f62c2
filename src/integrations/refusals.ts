import { LRUCache } from 'lru-cache';
import type { Viewer } from '../identity/viewer.ts';
import type { Log } from '../observability/log.ts';
import { instant } from './instant.ts';
import type { DbtIntegrationErrorCode, IntegrationProblem } from './problem.ts';
import type { IntegrationStore } from './store/store.ts';

/**
 * Writes attempts that were refused into the audit trail: of one actor at most one a minute, all replicas together, so that whoever is
 * refused again and again can neither fill the trail nor keep the store busy. Recording never waits, never throws and never fails an answer.
 */
export interface Refusals {
  /** `field` of the graph; `why` completes "was refused:", without anything that was typed. */
  record(viewer: Viewer, field: string, why: string): void;
  /** Resolves when what was recorded is written, or given up. */
  settle(): Promise<void>;
}

export interface RefusalsOptions {
  readonly store: Pick<IntegrationStore, 'addEvent'>;
  /** True for the first who claims the name, all replicas together, until the time is over. */
  readonly claim: (name: string, ttlMs: number) => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Pick<Log, 'warn'>;
}

const PER_ACTOR_MS = 60_000;
const MAX_ACTORS = 10_000;

export function createRefusals({ store, claim, now, log }: RefusalsOptions): Refusals {
  /** When this process last tried to write one of this actor: the others are asked no more often. */
  const triedAtMs = new LRUCache<string, number>({ max: MAX_ACTORS });
  const pending = new Set<Promise<void>>();

  async function write({ tenant, userId }: Viewer, actor: string, detail: string): Promise<void> {
    try {
      const at = instant(now());
      if (!(await claim(`refused/${actor}`, PER_ACTOR_MS))) return;
      await store.addEvent(tenant, { at, actor: userId, action: 'REFUSED', detail });
    } catch (error) {
      log.warn({ err: error, tenant }, 'a refused attempt was not written into the audit trail');
    }
  }

  return {
    record(viewer, field, why) {
      const actor = actorOf(viewer);
      // Also when the last one lies in the future: the clock was set back since.
      const agoMs = now() - (triedAtMs.get(actor) ?? Number.NEGATIVE_INFINITY);
      if (agoMs >= 0 && agoMs < PER_ACTOR_MS) return;
      triedAtMs.set(actor, now());
      const writing = write(viewer, actor, `${field} was refused: ${why}`);
      pending.add(writing);
      void writing.then(() => pending.delete(writing));
    },

    async settle() {
      await Promise.all(pending);
    },
  };
}

export const NO_ADMIN = 'the caller lacks the admin scope.';

const REFUSED: ReadonlyMap<DbtIntegrationErrorCode, string> = new Map([
  ['HOST_NOT_ALLOWED', "the host is neither one of dbt's own nor allowed, or is not public."],
  ['TOKEN_REJECTED', 'dbt rejects the service token.'],
  ['PERMISSION_MISSING', 'the service token lacks a permission.'],
]);

/** Null where a change failed for a reason that is no refusal: a slip in the input, a dbt that is away. */
export function whyRefused(problems: readonly IntegrationProblem[]): string | null {
  for (const { code } of problems) {
    const why = REFUSED.get(code);
    if (why !== undefined) return why;
  }
  return null;
}

/** Both names are of bounded length, and no control characters stand in them. */
function actorOf({ tenant, userId }: Viewer): string {
  return JSON.stringify([tenant, userId]);
}
