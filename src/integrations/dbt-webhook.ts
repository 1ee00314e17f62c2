import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What one delivery of dbt's webhook says, once its signature and its age are right. */
export interface DbtWebhookEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly environmentId: string;
}

export type WebhookVerdict =
  | { readonly ok: true; readonly event: DbtWebhookEvent }
  | { readonly ok: false; readonly problem: 'forged' | 'malformed' | 'too old' };

/** A delivery that is older, or from a clock further ahead, may be somebody's recording. */
export const MAX_EVENT_AGE_MS = 5 * 60_000;

/** Bare lower-case hex of 32 bytes. */
export const SIGNATURE = /^[0-9a-f]{64}$/;

const id = z.union([z.string().min(1).max(200), z.number()]).transform(String);
const delivery = z.object({
  eventId: z.string().min(1).max(200),
  eventType: z.string(),
  timestamp: z.string(),
  data: z.object({ environmentId: id }),
});

/**
 * Checks a delivery: `authorization` holds the bare lower-case hex HMAC-SHA256 of the raw body under the subscription's secret.
 * The body is parsed only after that.
 */
export function readDbtWebhook(
  body: Buffer,
  authorization: string | undefined,
  secret: string,
  nowMs: number,
): WebhookVerdict {
  const expected = createHmac('sha256', secret).update(body).digest();
  const given = SIGNATURE.test(authorization ?? '')
    ? Buffer.from(authorization ?? '', 'hex')
    : Buffer.alloc(32);
  if (!timingSafeEqual(expected, given)) return { ok: false, problem: 'forged' };
  const parsed = delivery.safeParse(parseJson(body));
  if (!parsed.success) return { ok: false, problem: 'malformed' };
  const { eventId, eventType, timestamp, data } = parsed.data;
  const sentAtMs = Date.parse(timestamp);
  if (Number.isNaN(sentAtMs)) return { ok: false, problem: 'malformed' };
  if (Math.abs(nowMs - sentAtMs) > MAX_EVENT_AGE_MS) return { ok: false, problem: 'too old' };
  return { ok: true, event: { eventId, eventType, environmentId: data.environmentId } };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
