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
  const given = /^(?:bearer|token) +(\S+)$/i.exec(header ?? '')?.[1];
  if (given === undefined) return null;
  return tokens.find((candidate) => isSame(candidate.token, given)) ?? null;
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
