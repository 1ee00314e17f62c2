/** The caller may not reach the integration. Thrown before anything is looked up, so that it tells nothing about what exists. */
export class ForbiddenError extends Error {
  readonly code = 'FORBIDDEN';

  /** `adminRule`: which scope is asked for, and where it was looked for. */
  constructor(adminRule: string) {
    super(`Only callers with the admin scope may see or change the dbt integration. ${adminRule}`);
    this.name = 'ForbiddenError';
  }
}

/**
 * The stored integration could not be read or written: the database fails, or the key that its secrets were encrypted with is
 * missing or wrong. It never means "not configured". The cause says which, for the log.
 */
export class StoreUnavailableError extends Error {
  readonly code = 'STORE_UNAVAILABLE';

  constructor(cause: unknown) {
    super('The dbt integration cannot be read or written right now. Try again shortly.', { cause });
    this.name = 'StoreUnavailableError';
  }
}
