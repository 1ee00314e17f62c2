/** Failures of dbt's platform, by what to do about them. Messages name the operation and the host; never a token, a header or a body. */

export type DbtFailureCode =
  | 'DBT_TOKEN_REJECTED'
  | 'DBT_RATE_LIMITED'
  | 'DBT_TIMEOUT'
  | 'DBT_UNREACHABLE'
  | 'DBT_RESPONSE_INVALID'
  /** The first read of a project is under way, and the caller may not wait any longer. */
  | 'DBT_INDEX_LOADING';

export interface DbtErrorOptions {
  readonly cause?: unknown;
  /** HTTP status of dbt's answer, where there was one. */
  readonly status?: number;
  /** Whether the same call may succeed when it is made again at once. */
  readonly retryable?: boolean;
  /** For DBT_RATE_LIMITED: when dbt may be asked again. */
  readonly retryAfterMs?: number;
  /** dbt's own words, cleaned for a person; never shown for a rejected token. */
  readonly upstreamMessage?: string;
  /** The caller may not wait any longer; what dbt makes of the call is not known. */
  readonly isCallersDeadline?: boolean;
}

export class DbtError extends Error {
  readonly code: DbtFailureCode;
  readonly status: number | null;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly upstreamMessage: string | null;
  readonly isCallersDeadline: boolean;

  constructor(code: DbtFailureCode, message: string, options: DbtErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DbtError';
    this.code = code;
    this.status = options.status ?? null;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.upstreamMessage = options.upstreamMessage ?? null;
    this.isCallersDeadline = options.isCallersDeadline ?? false;
  }
}

/** dbt answered, and said that it holds nothing under this environment id: wrong id, wrong region, or no job has run yet. */
export class UnknownEnvironmentError extends Error {
  readonly environmentId: string;

  constructor(environmentId: string) {
    super(`dbt has no data for environment ${environmentId}.`);
    this.name = 'UnknownEnvironmentError';
    this.environmentId = environmentId;
  }
}

/** The host's schema lacks these fields; asking again without them may succeed. */
export class UnknownFieldError extends Error {
  readonly fields: readonly string[];

  constructor(fields: readonly string[]) {
    super(`dbt's API does not know the field${fields.length === 1 ? '' : 's'} ${fields.join(', ')}.`);
    this.name = 'UnknownFieldError';
    this.fields = fields;
  }
}
