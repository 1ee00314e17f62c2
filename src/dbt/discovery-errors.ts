import { z } from 'zod';
import { AccessDeniedError } from './access-denied.ts';
import { DbtError, UnknownEnvironmentError, UnknownFieldError } from './errors.ts';
import type { DbtHttpResponse } from './http.ts';
import { parseJsonBody, toStatusFailure } from './http-failure.ts';

/** What was asked, as far as the wording of a failure needs it. */
export interface DiscoveryCall {
  /** Named by an UnknownEnvironmentError; `?` where a call asked for several. */
  readonly environmentId?: string;
  /** Taken out of dbt's words, should they repeat it. */
  readonly serviceToken?: string;
  /** The present, for a `Retry-After` that is a date. */
  readonly nowMs?: number;
}

export type DiscoveryFailure = DbtError | UnknownEnvironmentError | UnknownFieldError;

type DiscoveryAnswer =
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly failure: DiscoveryFailure };

/** What an answer says went wrong; null for a whole answer. `host` is what messages call the other side. */
export function toDiscoveryFailure(
  response: DbtHttpResponse,
  host: string,
  call: DiscoveryCall = {},
): DiscoveryFailure | null {
  const answer = readDiscoveryAnswer(response, host, call);
  return answer.ok ? null : answer.failure;
}

/** The same with the data of a whole answer. Data with errors beside it is a failure. */
export function readDiscoveryAnswer(
  response: DbtHttpResponse,
  host: string,
  call: DiscoveryCall = {},
): DiscoveryAnswer {
  const { status } = response;
  const failed = (failure: DiscoveryFailure): DiscoveryAnswer => ({ ok: false, failure });

  const statusFailure = toStatusFailure(response, host, call.nowMs ?? Date.now());
  if (statusFailure !== null) return failed(statusFailure);
  const json = parseJsonBody(response, host);
  const answer = json.ok ? discoveryAnswer.safeParse(json.value) : null;
  const errors = answer?.data?.errors ?? [];
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
  const fields = errors.flatMap(({ message }) => unknownField.exec(message)?.[1] ?? []);
  if (fields.length > 0) return new UnknownFieldError([...new Set(fields)]);
  if (errors.some(({ message }) => noData.test(message))) {
    return new UnknownEnvironmentError(call.environmentId ?? '?');
  }

  const upstreamMessage = toUpstreamMessage(errors, call.serviceToken ?? '');
  const says = (code: string, words: RegExp) =>
    errors.some((error) => error.extensions?.code === code || words.test(error.message));
  if (says('UNAUTHENTICATED', rejectedToken)) {
    return new AccessDeniedError('token', host, { status, upstreamMessage });
  }
  if (says('FORBIDDEN', missingPermission)) {
    return new AccessDeniedError('permission', host, { status, upstreamMessage });
  }
  if (says('RATE_LIMITED', tooMany)) {
    const message = `${host} has had too many requests.`;
    return new DbtError('DBT_RATE_LIMITED', message, { status, upstreamMessage });
  }
  return new DbtError('DBT_RESPONSE_INVALID', `${host} could not answer: ${upstreamMessage}`, {
    status,
    retryable: errors.some((error) => error.extensions?.code === 'INTERNAL_SERVER_ERROR'),
    upstreamMessage,
  });
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

const MAX_UPSTREAM_MESSAGE_LENGTH = 300;

function toUpstreamMessage(errors: readonly DiscoveryError[], serviceToken: string): string {
  const said = errors.map(({ message }) => message).join(' ');
  const withoutToken = serviceToken === '' ? said : said.replaceAll(serviceToken, '***');
  const text = withoutToken.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return text.length > MAX_UPSTREAM_MESSAGE_LENGTH ? `${text.slice(0, MAX_UPSTREAM_MESSAGE_LENGTH)}…` : text;
}
