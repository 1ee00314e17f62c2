import { z } from 'zod';
import { AccessDeniedError } from './access-denied.ts';
import { DbtError, UnknownEnvironmentError, UnknownFieldError } from './errors.ts';
import type { DbtHttpResponse } from './http.ts';
import { parseJsonBody, toStatusFailure } from './http-failure.ts';
import { withoutToken } from './without-token.ts';

/** What was asked, as far as the wording of a failure needs it. */
export interface DiscoveryCall {
  /** Named by an UnknownEnvironmentError; `?` where a call asked for several. */
  readonly environmentId?: string;
  /** Taken out of dbt's words, should they repeat it. */
  readonly serviceToken?: string;
  /** The present, for a `Retry-After` that is a date. */
  readonly nowMs: number;
}

export type DiscoveryFailure = DbtError | UnknownEnvironmentError | UnknownFieldError;

type DiscoveryAnswer =
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly failure: DiscoveryFailure };

/**
 * The data of a whole answer, or what went wrong; data with errors beside it is a failure. `host` is what messages call the
 * other side.
 */
export function readDiscoveryAnswer(
  response: DbtHttpResponse,
  host: string,
  call: DiscoveryCall,
): DiscoveryAnswer {
  const { status } = response;
  const failed = (failure: DiscoveryFailure): DiscoveryAnswer => ({ ok: false, failure });

  const json = parseJsonBody(response, host);
  const answer = json.ok ? discoveryAnswer.safeParse(json.value) : null;
  const errors = answer?.data?.errors ?? [];
  const statusFailure = toStatusFailure(response, host, call.nowMs);
  if (statusFailure !== null) {
    // A 403 may say that the token is a good one, with other permissions.
    const said = status === 403 && errors.length > 0 ? toErrorsFailure(errors, status, host, call) : null;
    return failed(said instanceof AccessDeniedError ? said : statusFailure);
  }
  if (errors.length > 0) return failed(toErrorsFailure(errors, status, host, call));
  if (status === 404) {
    const message = `${host} has no Discovery API at this address (404).`;
    return failed(new DbtError('DBT_RESPONSE_INVALID', message, { status }));
  }
  if (!json.ok) return failed(json.error);
  const data = answer?.data?.data;
  if (status < 200 || status >= 300 || data === undefined || data === null) {
    const message = `${host} answered (${status}) with something that is no answer of dbt's Discovery API.`;
    return failed(new DbtError('DBT_RESPONSE_INVALID', message, { status }));
  }
  return { ok: true, data };
}

/** dbt reports failures of every kind as GraphQL errors too, under any status; words and codes tell them apart. */
function toErrorsFailure(
  errors: readonly DiscoveryError[],
  status: number,
  host: string,
  call: DiscoveryCall,
): DiscoveryFailure {
  // Cleaned first: a token that is repeated must not lend its letters to the search for words.
  const messages = errors.map(({ message }) => toCleanText(message, call.serviceToken ?? ''));
  const codes = errors.map(({ extensions }) => extensions?.code);
  const fields = messages.flatMap((message) => unknownField.exec(message)?.[1] ?? []);
  if (fields.length > 0) return new UnknownFieldError([...new Set(fields)]);
  if (messages.some((message) => noData.test(message))) {
    return new UnknownEnvironmentError(call.environmentId ?? '?');
  }
  const upstreamMessage = toExcerpt(messages.join(' '));
  const subject = findDeniedSubject(codes, messages);
  if (subject !== null) return new AccessDeniedError(subject, host, { status, upstreamMessage });
  if (codes.includes('RATE_LIMITED') || messages.some((message) => tooMany.test(message))) {
    const message = `${host} has had too many requests.`;
    return new DbtError('DBT_RATE_LIMITED', message, { status, upstreamMessage });
  }
  return new DbtError('DBT_RESPONSE_INVALID', `${host} could not answer: ${upstreamMessage}`, {
    status,
    retryable: codes.includes('INTERNAL_SERVER_ERROR'),
    upstreamMessage,
  });
}

/** A code is sure, words are a guess: `token` stands in messages about permissions too. */
function findDeniedSubject(
  codes: readonly (string | undefined)[],
  messages: readonly string[],
): 'token' | 'permission' | null {
  if (codes.includes('UNAUTHENTICATED')) return 'token';
  if (codes.includes('FORBIDDEN')) return 'permission';
  if (messages.some((message) => rejectedToken.test(message))) return 'token';
  return messages.some((message) => missingPermission.test(message)) ? 'permission' : null;
}

const discoveryError = z.object({
  message: z.string().catch('(no message)'),
  extensions: z
    .object({ code: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

type DiscoveryError = z.infer<typeof discoveryError>;

const discoveryAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(discoveryError).nullish(),
});

const unknownField = /Cannot query field ["'`](\w+)["'`] on type/;
const noData = /there is no data available for this input/i;
/** A parser's "Unexpected token" is not about credentials. */
const rejectedToken = /(?<!unexpected )\btokens?\b|unauthori[sz]ed|unauthenticated|not authenticated/i;
const missingPermission = /forbidden|permission|access denied/i;
const tooMany = /too many requests|rate limit/i;

function toCleanText(message: string, serviceToken: string): string {
  return withoutToken(message, serviceToken)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

const MAX_EXCERPT_LENGTH = 300;

function toExcerpt(text: string): string {
  return text.length > MAX_EXCERPT_LENGTH ? `${text.slice(0, MAX_EXCERPT_LENGTH)}…` : text;
}
