import { MAX_RATE_LIMIT_MS } from '../dbt/circuit-news.ts';
import type { DbtFailureCode } from '../dbt/errors.ts';
import type { IntegrationHealth } from './integration.ts';

/** Health as admins see it. */
export type HealthView = IntegrationHealth;

/** Nothing was recorded: the integration was verified when it was stored, and nothing has contradicted that. */
export const UNKNOWN_HEALTH: IntegrationHealth = {
  status: 'CONNECTED',
  lastSucceededAt: null,
  lastFailure: null,
  rateLimitedUntil: null,
  tokenLastUsedAt: null,
};

/** How an integration stands right after a successful verification at that instant. */
export function verifiedHealth(at: string): IntegrationHealth {
  return { ...UNKNOWN_HEALTH, lastSucceededAt: at, tokenLastUsedAt: at };
}

export function statusOf(code: DbtFailureCode): IntegrationHealth['status'] {
  switch (code) {
    case 'DBT_TOKEN_REJECTED':
      return 'TOKEN_REJECTED';
    case 'DBT_RATE_LIMITED':
      return 'RATE_LIMITED';
    case 'DBT_TIMEOUT':
    case 'DBT_UNREACHABLE':
    case 'DBT_RESPONSE_INVALID':
      return 'UNREACHABLE';
    case 'DBT_INDEX_LOADING':
      return 'CONNECTED';
  }
}

/** A rate limit ends by itself: once its time is over, nothing is known to be wrong any more. */
export function viewHealth(health: IntegrationHealth | null, nowMs: number): HealthView {
  if (health === null) return UNKNOWN_HEALTH;
  const { status, rateLimitedUntil } = health;
  const waitMs = rateLimitedUntil === null ? 0 : Date.parse(rateLimitedUntil) - nowMs;
  // Further ahead than any limit: the clock was set back since, and dbt is asked again.
  const limited = waitMs > 0 && waitMs <= MAX_RATE_LIMIT_MS;
  return {
    ...health,
    status: status === 'RATE_LIMITED' && !limited ? 'CONNECTED' : status,
    rateLimitedUntil: limited ? rateLimitedUntil : null,
  };
}
