import { VaultError } from './secrets/vault.ts';

/** The caller may not reach the integration. Thrown before anything is looked up, so that it tells nothing about what exists. */
export class ForbiddenError extends Error {
  readonly code = 'FORBIDDEN';

  /** `adminRule`: which scope is asked for, and where it was looked for. */
  constructor(adminRule: string) {
    super(`Only callers with the admin scope may see or change the dbt integration. ${adminRule}`);
    this.name = 'ForbiddenError';
  }
}

const PASSING = 'The dbt integration cannot be read or written right now. Try again shortly.';
/** Trying again does not help. */
const LASTING =
  'The stored service token cannot be decrypted: the encryption key that it was stored with is missing or another one. An operator puts that key back into ENCRYPTION_KEYS; without it an admin removes the integration and connects dbt anew.';

/**
 * The stored integration could not be read or written: the database fails, or the key that its secrets were encrypted with is
 * missing or wrong. It never means "not configured". The cause says which, for the log.
 */
export class StoreUnavailableError extends Error {
  readonly code = 'STORE_UNAVAILABLE';

  constructor(cause: unknown) {
    super(cause instanceof VaultError ? LASTING : PASSING, { cause });
    this.name = 'StoreUnavailableError';
  }
}
