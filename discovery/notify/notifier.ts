import { setTimeout as delay } from 'node:timers/promises';
import { type Delivery, deliver } from './deliver.ts';
import { type CompletedRun, newEventId, signRunCompleted } from './run-completed.ts';

/** Who is told that an environment's facts changed: a subgraph's `webhookUrl`, and the secret set there. */
export interface NotifyTarget {
  readonly url: string;
  readonly secret: string;
}

export interface NotifierOptions {
  readonly targets: ReadonlyMap<number, NotifyTarget>;
  /** What is known of an environment now; null where it has no facts to read yet. */
  readonly describe: (environmentId: number) => CompletedRun | null;
  readonly log: (line: string) => void;
  readonly clock: () => Date;
  readonly onOutcome?: (environmentId: number, outcome: Delivery['outcome']) => void;
  /** Rejects when the signal is aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Notifier {
  changed(environmentId: number): void;
  close(): void;
}

/** Files that are put one by one right after each other are one push to whoever is told. */
const GATHER_MS = 100;
/** As often as dbt itself tries again. Afterwards the receiver's own look at the environment finds the news. */
const RETRY_AFTER_MS = [1_000, 4_000, 15_000, 60_000, 240_000];

/** Tells subgraphs of news as dbt's webhook would. One event goes out at a time for each environment; the newest change is never left untold. */
export function createNotifier(options: NotifierOptions): Notifier {
  const closing = new AbortController();
  const wait =
    options.wait ?? (async (ms, signal) => delay(ms, undefined, { signal, ref: false }).then(() => {}));
  /** Environments with a loop under way, and whether something changed since its last event. */
  const untold = new Map<number, boolean>();

  async function tell(environmentId: number, target: NotifyTarget): Promise<void> {
    while (untold.get(environmentId)) {
      await wait(GATHER_MS, closing.signal);
      untold.set(environmentId, false);
      const run = options.describe(environmentId);
      if (run !== null) await sendUntilHeard(run, target);
    }
  }

  async function sendUntilHeard(run: CompletedRun, target: NotifyTarget): Promise<void> {
    const { environmentId } = run;
    const eventId = newEventId();
    const place = withoutSecrets(target.url);
    for (const [attempt, pause] of [...RETRY_AFTER_MS, null].entries()) {
      // Signed anew each time: receivers refuse old time stamps.
      const event = signRunCompleted(run, eventId, options.clock(), target.secret);
      const delivery = await deliver(target.url, event, closing.signal);
      if (closing.signal.aborted) return;
      options.onOutcome?.(environmentId, delivery.outcome);
      if (delivery.outcome === 'delivered') return;
      const gaveUp = delivery.outcome === 'refused' || pause === null;
      const next = gaveUp ? 'it finds the news by itself later' : `trying again in ${pause / 1000} s`;
      if (attempt === 0 || gaveUp) {
        options.log(
          `Environment ${environmentId}: ${place} was not told of the news: ${delivery.reason}; ${next}`,
        );
      }
      if (gaveUp) return;
      await wait(pause, closing.signal);
      // A newer change has an event of its own, which says all that this one does.
      if (untold.get(environmentId)) return;
    }
  }

  return {
    changed(environmentId) {
      const target = options.targets.get(environmentId);
      if (target === undefined || closing.signal.aborted) return;
      const isUnderWay = untold.has(environmentId);
      untold.set(environmentId, true);
      if (isUnderWay) return;
      tell(environmentId, target)
        // Only a wait that is cut off by `close` rejects.
        .catch(() => {})
        .finally(() => untold.delete(environmentId));
    },
    close: () => closing.abort(),
  };
}

/** Queries and credentials of an address may be secrets. */
function withoutSecrets(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}
