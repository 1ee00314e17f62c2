/** What labels may say. All of it is fixed, so that each series starts at 0 and nobody who asks can add one. */

export const GRAPH_OPERATIONS = ['query', 'mutation', 'entities', 'service', 'unread'] as const;
export const GRAPH_OUTCOMES = ['ok', 'errors', 'refused'] as const;

/** Statuses that answers of the graph have. */
export const HTTP_STATUSES = ['200', '204', '400', '401', '405', '413', '415', '500', '503'] as const;

export const ENTITIES_WAYS = ['plan', 'executor'] as const;
export const FOUND_LAYERS = ['prepared', 'memory', 'shared', 'source'] as const;

export const TABLE_STATUSES = [
  'EXACT',
  'FOLDED',
  'WILDCARD',
  'CONFLICT',
  'AMBIGUOUS',
  'NOT_BUILT',
  'NOT_IN_DBT',
  'NOT_CONFIGURED',
  'UNAVAILABLE',
] as const;

export const DISCOVERY_OPERATIONS = ['index', 'details', 'change', 'probe'] as const;
export const ADMIN_OPERATIONS = ['accounts', 'projects', 'environments'] as const;
export const DBT_APIS = ['discovery', 'admin'] as const;
export const DBT_OUTCOMES = [
  'ok',
  'timeout',
  'rate_limited',
  'rejected',
  'unreachable',
  'invalid',
  'declined',
  'cancelled',
] as const;
export const WITHHOLDING_REASONS = ['budget', 'circuit'] as const;

export const STORE_OPERATIONS = [
  'read',
  'read_by_id',
  'replace',
  'reseal',
  'remove',
  'events',
  'add_event',
  'read_health',
  'write_health',
  'read_webhook',
  'write_webhook',
  'list_purges',
  'remove_purge',
  'tenants',
  'ping',
] as const;
export const STORE_OUTCOMES = ['ok', 'failed'] as const;

export const CACHE_LAYERS = ['redis', 'disk'] as const;
export const CACHE_OPERATIONS = ['get', 'set', 'delete'] as const;
export const CACHE_OUTCOMES = ['ok', 'failed', 'skipped'] as const;

export const INDEX_PARTS = ['applied', 'definition', 'severities', 'graph'] as const;
export const JOB_OUTCOMES = ['read', 'followed', 'failed', 'closed'] as const;
export const PAGE_KINDS = ['index', 'details'] as const;
export const PAGE_OUTCOMES = ['ok', 'failed', 'cancelled'] as const;

export const INTEGRATION_STATUSES = [
  'CONNECTED',
  'TOKEN_REJECTED',
  'RATE_LIMITED',
  'UNREACHABLE',
  'UNKNOWN',
] as const;

export const WEBHOOK_OUTCOMES = [
  'accepted',
  'repeated',
  'ignored',
  'forged',
  'malformed',
  'too_old',
  'unreadable',
] as const;

export const REFUSAL_REASONS = [
  'no_token',
  'token_expired',
  'token_invalid',
  'keys_unavailable',
  'gateway_secret',
  'duplicate_header',
  'unusable_identity',
  'foreign_host',
  'webhook_signature',
] as const;
