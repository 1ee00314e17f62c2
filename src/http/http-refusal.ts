import type { Anonymous, RefusalKind } from '../identity/viewer.ts';

/** A request that is refused before GraphQL sees it. The message is for the caller, and repeats nothing of the request. */
export class HttpRefusal extends Error {
  readonly status: number;
  /** What `extensions.code` of the answer carries. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Why the caller could not prove who they are; null where that is not the reason. */
  readonly callerKind: RefusedCallerKind | null;

  constructor(status: number, message: string, options: HttpRefusalOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HttpRefusal';
    this.status = status;
    this.code = options.code ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR');
    this.headers = options.headers ?? {};
    this.callerKind = options.callerKind ?? null;
  }
}

interface HttpRefusalOptions {
  /** BAD_REQUEST where it is left out, INTERNAL_SERVER_ERROR from status 500 on. */
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
  readonly callerKind?: RefusedCallerKind;
}

export type RefusedCallerKind = RefusalKind | 'webhook_signature';

export function methodNotAllowed(message: string, allow: string): HttpRefusal {
  return new HttpRefusal(405, message, { headers: { allow } });
}

export function unauthenticated({ reason, kind }: Anonymous): HttpRefusal {
  return new HttpRefusal(401, reason, { code: 'UNAUTHENTICATED', callerKind: kind });
}
