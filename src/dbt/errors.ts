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
  /** When dbt may be asked again; for DBT_RATE_LIMITED, and wherever dbt was not asked. */
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
  /** How often dbt was asked, the last time included. Set by the retries. */
  tries = 1;

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

/** This subgraph's own budget of requests is used up: dbt was not asked. `retryAfterMs` tells when there is room again. */
export class OwnBudgetError extends DbtError {
  constructor(requestsPerMinute: number, retryAfterMs: number) {
    super(
      'DBT_RATE_LIMITED',
      `This subgraph's own budget of ${requestsPerMinute} requests a minute to dbt is used up. dbt is asked again as soon as there is room.`,
      { retryAfterMs },
    );
    this.name = 'OwnBudgetError';
  }
}

/** dbt is left alone because of an earlier failure, whose code and message these are: dbt was not asked. */
export class CircuitOpenError extends DbtError {
  constructor(code: DbtFailureCode, message: string, retryAfterMs: number) {
    super(code, message, { retryAfterMs });
    this.name = 'CircuitOpenError';
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
