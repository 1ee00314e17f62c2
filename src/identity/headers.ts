import type { IncomingHttpHeaders } from 'node:http';

/** The parts of a request that identity is read from; node's IncomingMessage has both. */
export interface IdentityRequest {
  readonly headers: IncomingHttpHeaders;
  /** As they came, name and value by turns: the only place where a header sent twice can be seen. */
  readonly rawHeaders: readonly string[];
}

/** Proves that a request came through the gateway. */
export const SECRET_HEADER = 'x-gateway-secret';

/** Headers that a gateway adds in gateway mode. */
export const GATEWAY_HEADERS = [SECRET_HEADER, 'x-tenant-id', 'x-user-id', 'x-user-scopes'];

/** Headers that say who is calling. */
export const IDENTITY_HEADERS = ['authorization', ...GATEWAY_HEADERS];

/** The first of these headers that came more than once, null in the usual case. `names` in lower case. */
export function findDuplicateHeader(request: IdentityRequest, names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]?.toLowerCase() ?? '';
    if (!names.includes(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}

/** A header's value without surrounding blanks; null when it is absent or empty. */
export function findHeader(request: IdentityRequest, name: string): string | null {
  const value = request.headers[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text;
}
