import { z } from 'zod';
import { AccessDeniedError } from './access-denied.ts';
import { parseBoundedJson, TooManyPartsError } from './bounded-json.ts';
import { DbtError } from './errors.ts';
import type { DbtHttpResponse } from './http.ts';

/**
 * What a status says by itself, in both of dbt's APIs; null for those whose meaning stands in the body
 * (2xx, 400, 404 and the rest of 4xx).
 */
export function toStatusFailure(response: DbtHttpResponse, host: string, nowMs: number): DbtError | null {
  const { status } = response;
  if (status >= 300 && status < 400) {
    return new DbtError(
      'DBT_RESPONSE_INVALID',
      `${host} answers with a redirect (${status}), which is not followed: the token would go to another host.`,
      { status },
    );
  }
  if (status === 401) return new AccessDeniedError('token', host, { status });
  if (status === 403) {
    return new AccessDeniedError(isAccountAccessDenied(response.body) ? 'address' : 'token', host, {
      status,
    });
  }
  if (status === 429) {
    const retryAfterMs = parseRetryAfter(response.headers['retry-after'], nowMs);
    return new DbtError('DBT_RATE_LIMITED', `${host} has had too many requests.`, {
      status,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    });
  }
  if (status >= 500 || status === 408) {
    return new DbtError('DBT_UNREACHABLE', `${host} failed to answer (${status}).`, {
      status,
      retryable: true,
    });
  }
  return null;
}

/** The body of an answer as JSON; a DbtError that says what came instead when it is none. */
export function parseJsonBody(
  response: DbtHttpResponse,
  host: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: DbtError } {
  try {
    return { ok: true, value: parseBoundedJson(response.body) };
  } catch (cause) {
    const { status } = response;
    if (cause instanceof TooManyPartsError) {
      const message = `${host} answered (${status}) with ${cause.message}, far more than dbt ever sends.`;
      return { ok: false, error: new DbtError('DBT_RESPONSE_INVALID', message, { status }) };
    }
    const isPage = response.body.trimStart().startsWith('<');
    const error = new DbtError(
      'DBT_RESPONSE_INVALID',
      isPage
        ? `${host} answered with a web page (${status}) where dbt answers with data; a proxy or a login page may stand in between.`
        : `${host} answered (${status}) with something that is no whole JSON.`,
      // A page comes again; a text that was cut short may come whole.
      { status, retryable: !isPage && status < 300 },
    );
    return { ok: false, error };
  }
}

/** `Retry-After`, in seconds or as a date, as the time from now on; null when it is absent or says nothing. */
function parseRetryAfter(header: string | readonly string[] | undefined, nowMs: number): number | null {
  const text = (typeof header === 'string' ? header : header?.[0])?.trim();
  if (text === undefined || text === '') return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // A bare number is taken for a year by Date.parse, so only what has the form of an HTTP date gets that far.
  const atMs = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

const accessDenied = z.object({ data: z.object({ account_access_denied: z.literal(true) }) });

/** The form in which dbt refuses an address outside an account's IP restrictions. */
function isAccountAccessDenied(body: string): boolean {
  try {
    return accessDenied.safeParse(parseBoundedJson(body)).success;
  } catch {
    return false;
  }
}
