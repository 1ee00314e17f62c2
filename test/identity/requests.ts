import type { IdentityRequest } from '../../src/identity/headers.ts';

/** A request as node's HTTP server would show it; a header given twice stands twice in `rawHeaders`. */
export function requestWith(...headers: readonly (readonly [string, string])[]): IdentityRequest {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return { headers: Object.fromEntries(joined), rawHeaders: headers.flat() };
}
