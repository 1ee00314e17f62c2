/** What stops a change of the integration, for the admin who asked for it. */

export type DbtIntegrationErrorCode =
  | 'INVALID_INPUT'
  | 'HOST_NOT_ALLOWED'
  | 'HOST_UNREACHABLE'
  | 'TOKEN_REQUIRED'
  | 'TOKEN_REJECTED'
  | 'PERMISSION_MISSING'
  | 'ENVIRONMENT_NOT_FOUND'
  | 'NO_ENVIRONMENTS'
  | 'RATE_LIMITED'
  | 'REVISION_CONFLICT'
  | 'NOT_CONFIGURED';

export interface IntegrationProblem {
  readonly code: DbtIntegrationErrorCode;
  /** Path into the arguments, e.g. `['input', 'apiHost']`; null where no field is at fault. */
  readonly field: readonly string[] | null;
  /** What is wrong and what to do about it, in one or two sentences; never a secret. */
  readonly message: string;
}
