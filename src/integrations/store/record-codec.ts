import * as z from 'zod';
import type { Integration, IntegrationHealth, WebhookDeliveries } from '../integration.ts';
import type { IntegrationDraft, PendingPurge, StoredEvent } from './store.ts';

const nullableText = z.string().nullable();

const sealedSchema = z.object({ keyId: z.string(), iv: z.string(), ciphertext: z.string(), tag: z.string() });

/** What the text column holds; tenant, id and revision have columns of their own. */
const recordSchema = z.object({
  apiHost: z.string(),
  adminUrl: z.string(),
  discoveryUrl: z.string(),
  serviceToken: sealedSchema,
  tokenPreview: z.string(),
  tokenSetAt: z.string(),
  tokenSetBy: nullableText,
  environments: z.array(
    z.object({
      id: z.string(),
      name: nullableText,
      projectId: nullableText,
      projectName: nullableText,
      adapterType: nullableText,
      // Not in records that an earlier version has written.
      accountId: nullableText.default(null),
      deploymentType: nullableText.default(null),
      docsUrl: nullableText.default(null),
    }),
  ),
  webhookSecret: sealedSchema.nullable(),
  configuredAt: z.string(),
  configuredBy: nullableText,
  updatedAt: z.string(),
});

const rowSchema = z.object({
  tenant: z.string(),
  id: z.string(),
  revision: z.number().int(),
  record: z.string(),
});

const healthSchema = z.object({
  status: z.enum(['CONNECTED', 'TOKEN_REJECTED', 'RATE_LIMITED', 'UNREACHABLE']),
  lastSucceededAt: nullableText,
  lastFailure: z.object({ code: z.string(), message: z.string(), at: z.string() }).nullable(),
  rateLimitedUntil: nullableText,
  tokenLastUsedAt: nullableText,
});

/** PostgreSQL's driver hands out 64-bit numbers as text. */
const eventSchema = z.object({
  seq: z.coerce.number().int(),
  at: z.string(),
  actor: nullableText,
  action: z.enum([
    'CONFIGURED',
    'UPDATED',
    'TOKEN_ROTATED',
    'WEBHOOK_SECRET_SET',
    'REFRESHED',
    'REMOVED',
    'REFUSED',
  ]),
  detail: nullableText,
});

const webhookSchema = z.object({
  accepted_at: nullableText,
  refused_at: nullableText,
  refusal: nullableText,
});

const purgeSchema = z.object({ prefix: z.string().min(1), requested_at_ms: z.coerce.number().int() });

export function encodeRecord(draft: IntegrationDraft): string {
  return JSON.stringify(recordSchema.parse(draft));
}

/** Throws when the row is not one that this program has written. */
export function decodeRow(row: unknown): Integration {
  const { tenant, id, revision, record } = rowSchema.parse(row);
  return { tenant, id, revision, ...recordSchema.parse(JSON.parse(record)) };
}

export function encodeHealth(health: IntegrationHealth): string {
  return JSON.stringify(healthSchema.parse(health));
}

export function decodeHealth(row: unknown): IntegrationHealth {
  return healthSchema.parse(JSON.parse(z.object({ record: z.string() }).parse(row).record));
}

export function decodeEvent(row: unknown): StoredEvent {
  const { seq, ...event } = eventSchema.parse(row);
  return { ...event, sequence: seq };
}

export function decodeWebhook(row: unknown): WebhookDeliveries {
  const { accepted_at, refused_at, refusal } = webhookSchema.parse(row);
  return { lastAcceptedAt: accepted_at, lastRefusedAt: refused_at, lastRefusal: refusal };
}

export function decodePurge(row: unknown): PendingPurge {
  const { prefix, requested_at_ms } = purgeSchema.parse(row);
  return { prefix, requestedAtMs: requested_at_ms };
}
