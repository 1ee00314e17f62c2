import { misspeltVariables } from './misspelt-variables.ts';

/** Failures that an operator can mend: their message says how, and a stack would only hide it. */
const FOR_THE_OPERATOR = new Set([
  'ConfigError',
  'KeyFileError',
  'MappingFileError',
  'StoreError',
  'StoreLockedError',
  'StoreTooNewError',
]);

/** What a program prints when it ends with a failure: a message for the operator alone, or the stack of a defect. */
export function explainFailure(error: unknown, env: Readonly<Record<string, string | undefined>>): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return 'Something else listens on the configured HOST and PORT, or METRICS_PORT, already. Stop it, or set PORT and METRICS_PORT to free ports.';
  }
  if ('code' in error && error.code === 'EADDRNOTAVAIL') {
    return 'HOST is no address of this machine. Set it to one, e.g. 127.0.0.1 or 0.0.0.0.';
  }
  if (!FOR_THE_OPERATOR.has(error.name)) return error.stack ?? error.message;
  if (error.name === 'ConfigError') return [error.message, ...misspeltVariables(env)].join('\n');
  const { cause } = error;
  // Of the cause only its code: a database's message may repeat the connection string.
  const code =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  if (error.name !== 'StoreError') return error.message;
  return `${error.message}${code === null ? '' : ` (${code})`} Check STORE_URL, and that the database is there.`;
}
