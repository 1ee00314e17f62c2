import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino';
import { SERVICE_NAME, VERSION } from './service.ts';

export interface LoggerOptions {
  readonly level: LevelWithSilent;
  /** Standard output when left out. */
  readonly destination?: DestinationStream;
}

/** Names under which secrets travel, at every depth a log line is likely to have. */
const SECRET_NAMES = [
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
  'x-gateway-secret',
  'gatewaySecret',
  'serviceToken',
  'service_token',
  'token',
  'webhookSecret',
  'secret',
  'password',
  'encryptionKeys',
];
const MAX_DEPTH = 4;

const REDACTED = '[redacted]';

/** Secrets that reach a line by another way, inside a message: credentials of a header, of a URL, dbt's own token forms. */
const SECRET_TEXTS: readonly [RegExp, string][] = [
  [/\b(Bearer|Token|Basic) +[\w.~+/=-]{8,}/g, `$1 ${REDACTED}`],
  [/(:\/\/)[^\s/@:"]*:[^\s/@"]+@/g, `$1${REDACTED}@`],
  [/\bdbt[a-z]_[\w-]{8,}/g, REDACTED],
];

/** JSON lines. Secrets are blanked by name and by form, and an error is its code, message, stack and causes, nothing it carries. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service: SERVICE_NAME, version: VERSION },
    // Collectors know levels by their words; pino's numbers are its own.
    formatters: { level: (level: string) => ({ level }) },
    redact: { paths: secretPaths(), censor: REDACTED },
    serializers: { err: describeError, error: describeError },
    hooks: { streamWrite: scrub },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function secretPaths(): string[] {
  return SECRET_NAMES.flatMap((name) =>
    Array.from({ length: MAX_DEPTH }, (_, depth) => `${'*.'.repeat(depth)}["${name}"]`.replace('.[', '[')),
  );
}

function scrub(line: string): string {
  return SECRET_TEXTS.reduce((text, [form, replacement]) => text.replace(form, replacement), line);
}

interface DescribedError {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/** Causes may form a ring, and below a few of them nobody looks. */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error' };
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}
