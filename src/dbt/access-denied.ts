import { DbtError, type DbtErrorOptions } from './errors.ts';

/**
 * Who is refused: the token itself, what it is permitted to do, or the network address the call comes from.
 * dbt does not always tell them apart; `token` is said when it does not.
 */
export type DeniedSubject = 'token' | 'permission' | 'address';

/** dbt refuses the call because of the token that came with it. Never retried. */
export class AccessDeniedError extends DbtError {
  readonly subject: DeniedSubject;

  constructor(subject: DeniedSubject, host: string, options: Omit<DbtErrorOptions, 'retryable'> = {}) {
    super('DBT_TOKEN_REJECTED', describe(subject, host), options);
    this.name = 'AccessDeniedError';
    this.subject = subject;
  }
}

function describe(subject: DeniedSubject, host: string): string {
  switch (subject) {
    case 'token':
      return `${host} rejects the service token.`;
    case 'permission':
      return `${host} says that the service token lacks a permission.`;
    case 'address':
      return `${host} denies access to the account, as it does for addresses outside the account's IP restrictions.`;
  }
}
