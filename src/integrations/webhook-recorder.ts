import { LRUCache } from 'lru-cache';
import type { Log } from '../observability/log.ts';
import { instant } from './instant.ts';
import type { WebhookDeliveries } from './integration.ts';
import { type Timer, unreferencedTimer } from './rounds.ts';
import type { IntegrationStore } from './store/store.ts';

/**
 * Keeps beside the integration what became of its webhook's deliveries. Recording never waits, never throws and never fails a delivery.
 * Whoever knows the address may call it: so of one integration one write in some seconds is all that a flood of calls can cause, and of an
 * integration that is none, none.
 */
export interface WebhookRecorder {
  accepted(integrationId: string): void;
  /** `why` is a sentence for an admin, without anything secret. */
  refused(integrationId: string, why: string): void;
  /** The same before it is known whether there is such an integration: kept only of those that this process has met. */
  refusedUnseen(integrationId: string, why: string): void;
  /** As stored, what this process has met since included. */
  read(integrationId: string): Promise<WebhookDeliveries>;
  /** Writes what is still waiting, before the store is closed. */
  flush(): Promise<void>;
}

export interface WebhookRecorderOptions {
  readonly store: Pick<IntegrationStore, 'readWebhook' | 'writeWebhook'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Pick<Log, 'warn'>;
  /** Between two writes for one integration, at least. */
  readonly minIntervalMs?: number;
  readonly timer?: Timer;
}

const MAX_INTEGRATIONS = 1_000;

const NO_DELIVERIES: WebhookDeliveries = { lastAcceptedAt: null, lastRefusedAt: null, lastRefusal: null };

/** What one process has met, and has not written yet. */
interface Met {
  readonly integrationId: string;
  unwritten: Partial<WebhookDeliveries> | null;
  writtenAtMs: number;
  writing: Promise<void> | null;
  /** Cancels the write that is to come. */
  cancel: (() => void) | null;
}

export function createWebhookRecorder(options: WebhookRecorderOptions): WebhookRecorder {
  const { store, now, log, minIntervalMs = 5_000, timer = unreferencedTimer } = options;
  const byIntegration = new LRUCache<string, Met>({ max: MAX_INTEGRATIONS });

  function metOf(integrationId: string): Met {
    const known = byIntegration.get(integrationId);
    if (known !== undefined) return known;
    const met: Met = {
      integrationId,
      unwritten: null,
      writtenAtMs: Number.NEGATIVE_INFINITY,
      writing: null,
      cancel: null,
    };
    byIntegration.set(integrationId, met);
    return met;
  }

  function record(met: Met, seen: Partial<WebhookDeliveries>): void {
    met.unwritten = { ...met.unwritten, ...seen };
    if (met.writing !== null || met.cancel !== null) return;
    const ageMs = now() - met.writtenAtMs;
    // Also when the last write lies in the future: the clock was set back since.
    if (ageMs < 0 || ageMs >= minIntervalMs) void write(met);
    else writeLater(met);
  }

  function writeLater(met: Met): void {
    met.cancel = timer(() => {
      met.cancel = null;
      if (met.writing === null) void write(met);
    }, minIntervalMs);
  }

  /** One write at a time. Never rejects. */
  function write(met: Met): Promise<void> {
    const { unwritten } = met;
    if (unwritten === null) return Promise.resolve();
    met.unwritten = null;
    met.writtenAtMs = now();
    met.writing = (async () => {
      try {
        await store.writeWebhook(met.integrationId, { ...NO_DELIVERIES, ...unwritten });
      } catch (error) {
        // What was recorded during the failed write is newer.
        met.unwritten = { ...unwritten, ...met.unwritten };
        log.warn({ err: error }, 'what became of deliveries of the webhook was not written');
      }
      met.writing = null;
      if (met.unwritten !== null && met.cancel === null) writeLater(met);
    })();
    return met.writing;
  }

  async function writeAll(met: Met): Promise<void> {
    await met.writing;
    met.cancel?.();
    met.cancel = null;
    await write(met);
  }

  const toRefusal = (why: string) => ({ lastRefusedAt: instant(now()), lastRefusal: why });

  return {
    accepted: (integrationId) => record(metOf(integrationId), { lastAcceptedAt: instant(now()) }),

    refused: (integrationId, why) => record(metOf(integrationId), toRefusal(why)),

    refusedUnseen(integrationId, why) {
      const met = byIntegration.get(integrationId);
      if (met !== undefined) record(met, toRefusal(why));
    },

    async read(integrationId) {
      await writeAll(metOf(integrationId));
      return (await store.readWebhook(integrationId)) ?? NO_DELIVERIES;
    },

    async flush() {
      await Promise.all([...byIntegration.values()].map(writeAll));
      for (const { cancel } of byIntegration.values()) cancel?.();
    },
  };
}
