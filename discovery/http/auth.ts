import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * What a service token may do: `full` reads both APIs, `metadata-only` the Discovery API alone,
 * `none` neither (a token whose permission set has nothing to do with metadata).
 */
export type Permission = 'full' | 'metadata-only' | 'none';

export interface ServiceToken {
  token: string;
  accountId: number;
  permission: Permission;
}

/** The token of an `Authorization: Bearer …` or `Authorization: Token …` header; a bare token is none. */
export function findToken(header: string | undefined, tokens: readonly ServiceToken[]): ServiceToken | null {
  const given = bearerOf(header);
  if (given === null) return null;
  return tokens.find((candidate) => isSameSecret(candidate.token, given)) ?? null;
}

export function bearerOf(header: string | undefined): string | null {
  return /^(?:bearer|token) +(\S+)$/i.exec(header ?? '')?.[1] ?? null;
}

/** Takes the same time wherever the two differ. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
