import type { IncomingMessage } from 'node:http';
import { MAX_EVENT_AGE_MS, readDbtWebhook, SIGNATURE } from '../integrations/dbt-webhook.ts';
import type { WebhookTarget } from '../integrations/webhook-target.ts';
import { HttpRefusal, methodNotAllowed } from './http-refusal.ts';
import type { RouteHandler } from './http-server.ts';
import { readBody } from './read-body.ts';
import { sendJson } from './send.ts';
import {
  FORGED,
  MALFORMED,
  OUTDATED,
  ofBody,
  ofOtherEnvironment,
  ofOtherType,
  UNSIGNED,
} from './webhook-refusals.ts';

/** What admins see of deliveries. */
interface DeliveryRecord {
  accepted(integrationId: string): void;
  refused(integrationId: string, why: string): void;
  /** Before it is known whether there is such an integration. */
  refusedUnseen(integrationId: string, why: string): void;
}

/** `unreadable`: its body was too large, or not whole. */
export type DeliveryOutcome =
  | 'accepted'
  | 'repeated'
  | 'ignored'
  | 'forged'
  | 'malformed'
  | 'too_old'
  | 'unreadable';

export interface WebhookOptions {
  /** Null where there is no such integration, or no secret to check a signature with. */
  readonly findTarget: (integrationId: string) => Promise<WebhookTarget | null>;
  /** Once for each event, all replicas together; false for a repeated one. */
  readonly claimEvent: (name: string, ttlMs: number) => Promise<boolean>;
  /** Readies what is to be done once. Rejects when it cannot be done: then the event is not claimed, and dbt delivers it again. */
  readonly prepareRefresh: (target: WebhookTarget, environmentId: string) => Promise<() => void>;
  readonly onDelivery: (outcome: DeliveryOutcome) => void;
  readonly deliveries: DeliveryRecord;
  readonly now: () => number;
}

/** dbt's deliveries are about a kilobyte. */
const MAX_BODY_BYTES = 64 * 1024;
/** Longer than a recorded delivery could be played back, and than dbt's own retries take. */
const REMEMBER_EVENT_MS = 2 * MAX_EVENT_AGE_MS;
export const WEBHOOK_PATH = /^\/webhooks\/dbt\/([\w-]{1,64})$/;

/** Takes dbt's word that a run is over. Answers before the facts are read again: dbt counts an answer after ten seconds as a failure. */
export function createWebhookHandler(options: WebhookOptions): (integrationId: string) => RouteHandler {
  const { deliveries } = options;
  return (integrationId) => async (request, response) => {
    if (request.method !== 'POST') throw methodNotAllowed('Webhooks are delivered by POST.', 'POST');
    // Without anything like a signature not even the store is asked.
    if (!hasSignature(request)) {
      options.onDelivery('forged');
      deliveries.refusedUnseen(integrationId, UNSIGNED);
      throw NOT_SIGNED;
    }
    const limit = { maxBytes: MAX_BODY_BYTES, refusal: TOO_LARGE };
    const body = await readBody(response, limit).catch((error: unknown) => {
      if (error instanceof HttpRefusal) {
        options.onDelivery('unreadable');
        deliveries.refusedUnseen(integrationId, ofBody(error.message));
      }
      throw error;
    });
    const target = await options.findTarget(integrationId);
    // An unknown address and a forged signature look the same: neither tells whether an integration exists.
    const verdict = readDbtWebhook(
      body,
      request.headers.authorization,
      target?.webhookSecret ?? 'none',
      options.now(),
    );
    if (target === null || !verdict.ok) {
      const problem = target === null || verdict.ok ? 'forged' : verdict.problem;
      options.onDelivery(problem === 'too old' ? 'too_old' : problem);
      if (target !== null) deliveries.refused(integrationId, WHY[problem]);
      if (problem === 'forged') throw NOT_SIGNED;
      throw new HttpRefusal(
        400,
        problem === 'too old' ? 'The event is too old.' : 'The event cannot be read.',
      );
    }
    const { event } = verdict;
    const isOurs = target.environments.some(({ id }) => id === event.environmentId);
    if (event.eventType !== 'job.run.completed' || !isOurs) {
      options.onDelivery('ignored');
      deliveries.refused(
        integrationId,
        isOurs ? ofOtherType(event.eventType) : ofOtherEnvironment(event.environmentId),
      );
      return sendJson(response, 200, { status: 'ignored' });
    }
    const refresh = await options.prepareRefresh(target, event.environmentId);
    const isNew = await options.claimEvent(
      `event/${target.integrationId}/${event.eventId}`,
      REMEMBER_EVENT_MS,
    );
    deliveries.accepted(integrationId);
    if (!isNew) {
      options.onDelivery('repeated');
      return sendJson(response, 200, { status: 'repeated' });
    }
    options.onDelivery('accepted');
    refresh();
    return sendJson(response, 200, { status: 'accepted' });
  };
}

const TOO_LARGE = new HttpRefusal(413, `An event is at most ${MAX_BODY_BYTES} bytes large.`);
const NOT_SIGNED = new HttpRefusal(401, 'The signature does not fit.', { callerKind: 'webhook_signature' });

const WHY = { forged: FORGED, malformed: MALFORMED, 'too old': OUTDATED } as const;

function hasSignature({ headers }: IncomingMessage): boolean {
  return SIGNATURE.test(headers.authorization ?? '');
}
