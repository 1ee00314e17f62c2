import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Viewer } from './viewer.ts';

/** What one check of a token has found. Instants are milliseconds since the epoch. */
export interface VerifiedToken {
  readonly viewer: Viewer;
  /** When the check began. */
  readonly checkedAtMs: number;
  /** `exp` itself: in the seconds of tolerance after it every request is checked anew. */
  readonly expiresAtMs: number;
  /** The set that the key came from, compared by identity: once another one is in use, the token is never found again. */
  readonly keySet: object | null;
}

/** Tokens that were checked within the last minute. Holds digests, never a token. */
export interface VerifiedTokens {
  /** The viewer that a check made now would find too; null when the token has to be checked. */
  find(token: string): Viewer | null;
  remember(token: string, verified: VerifiedToken): void;
}

export interface VerifiedTokensOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The key set that the next check would use; null when that check would fetch one first. */
  readonly keySetInUse: () => object | null;
  /** The least recently used token goes first; 4096 when left out. */
  readonly maxTokens?: number;
}

const MAX_AGE_MS = 60_000;
const MAX_TOKENS = 4096;

export function createVerifiedTokens(options: VerifiedTokensOptions): VerifiedTokens {
  const { now, keySetInUse, maxTokens = MAX_TOKENS } = options;
  const byDigest = new LRUCache<string, VerifiedToken>({ max: maxTokens });

  return {
    find(token) {
      const inUse = keySetInUse();
      if (inUse === null) return null;
      const verified = byDigest.get(digestOf(token));
      if (verified === undefined || verified.keySet !== inUse) return null;
      const nowMs = now();
      const ageMs = nowMs - verified.checkedAtMs;
      // A negative age: the clock was set back, and the token may not be valid yet.
      return ageMs >= 0 && ageMs < MAX_AGE_MS && nowMs < verified.expiresAtMs ? verified.viewer : null;
    },

    remember(token, verified) {
      byDigest.set(digestOf(token), verified);
    },
  };
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}
