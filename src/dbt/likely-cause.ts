import type { DbtError } from './errors.ts';

/**
 * Where the fault lies, as far as a failed call shows. `outage`: the host is the right one and fails for now. `host`: nothing there
 * speaks as dbt does. `unclear`: either may be.
 */
export type LikelyCause = 'outage' | 'host' | 'unclear';

/** 408, and what a proxy in front of dbt says while dbt itself is away. A plain 500 any web server may answer. */
const OUTAGE_STATUSES: readonly number[] = [408, 502, 503, 504];
/** The other side had taken the connection before it was lost. A name, a certificate or a refusal says that nobody did. */
const LOST_CONNECTION: readonly string[] = [
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
];

/** Of a DBT_TIMEOUT, DBT_UNREACHABLE or DBT_RESPONSE_INVALID. */
export function likelyCauseOf(error: DbtError): LikelyCause {
  const { code, status, retryable, upstreamMessage } = error;
  if (code === 'DBT_TIMEOUT') return 'outage';
  if (code === 'DBT_UNREACHABLE') {
    if (status !== null) return OUTAGE_STATUSES.includes(status) ? 'outage' : 'unclear';
    const reason = codeOf(error.cause);
    if (reason === null) return 'unclear';
    return LOST_CONNECTION.includes(reason) ? 'outage' : 'host';
  }
  // dbt's own words are errors of GraphQL: something that may well be dbt has read the question.
  if (upstreamMessage !== null) return retryable ? 'outage' : 'unclear';
  return retryable ? 'unclear' : 'host';
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : null;
}
