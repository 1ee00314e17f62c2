import { S3ServiceException } from '@aws-sdk/client-s3';
import { parseRetryAfter, RetryLater } from '../retry-after.ts';

const CREDENTIALS = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'InvalidClientTokenId',
]);

/** The credentials are good, and not for this. */
export function isForbidden(error: unknown): boolean {
  return (
    statusOf(error) === 403 && !CREDENTIALS.has(nameOf(error)) && nameOf(error) !== 'RequestTimeTooSkewed'
  );
}

export function isAbsent(error: unknown): boolean {
  return statusOf(error) === 404 && nameOf(error) !== 'NoSuchBucket';
}

export function isUnchanged(error: unknown): boolean {
  return statusOf(error) === 304;
}

const DENIED = 'access is denied; allow s3:GetObject below the prefix, and s3:ListBucket for dated files';

export function denied(place: string): Error {
  return new Error(`${place} cannot be read: ${DENIED}`);
}

/** What is wrong and what to do, in one sentence without keys and signatures. */
export function describeTrouble(place: string, error: unknown): Error {
  if (error instanceof Error && error.message.startsWith(place)) return error;
  const message = `${place} cannot be read: ${reasonOf(error)}`;
  const retryAfterMs = error instanceof S3ServiceException ? retryAfterIn(error) : null;
  return retryAfterMs === null
    ? new Error(message, { cause: error })
    : new RetryLater(message, retryAfterMs, { cause: error });
}

function retryAfterIn({ $response: response }: S3ServiceException): number | null {
  const header = Object.entries(response?.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'retry-after',
  );
  return parseRetryAfter(header?.[1], new Date());
}

function reasonOf(error: unknown): string {
  const name = nameOf(error);
  if (CREDENTIALS.has(name)) return `the credentials are not accepted (${name}); renew them`;
  switch (name) {
    case 'CredentialsProviderError':
      return 'no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or give this machine a role';
    case 'NoSuchBucket':
      return 'there is no such bucket; check its name, AWS_REGION and AWS_ENDPOINT_URL_S3';
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
      return 'the bucket is in another region; set AWS_REGION';
    case 'RequestTimeTooSkewed':
      return 'the clock of this machine is wrong; set it';
    default:
  }
  const status = statusOf(error);
  if (status === 401 || status === 403) return DENIED;
  if (status !== null) return `the store answers ${status} (${name})`;
  const message = error instanceof Error ? error.message : '';
  return message === '' ? codeOf(error) : message;
}

function statusOf(error: unknown): number | null {
  return error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? null) : null;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'the connection failed';
}
