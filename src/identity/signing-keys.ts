import type { KeyObject } from 'node:crypto';
import {
  type CryptoKey,
  createRemoteJWKSet,
  customFetch,
  type FlattenedJWSInput,
  type JWKSCacheInput,
  type JWTHeaderParameters,
  jwksCache,
} from 'jose';
import type { JwtAuthConfig } from './auth-config.ts';
import { createJwksFetch } from './jwks-fetch.ts';

/** The keys that tokens are checked with. */
export interface SigningKeys {
  /** Rejects when no key fits the token, or with a JwksUnavailableError or an error of jose when the keys cannot be had. */
  find(header: JWTHeaderParameters, token: FlattenedJWSInput): Promise<FoundKey> | FoundKey;
  /** By identity, another one after each fetch; null when the next `find` fetches the keys first. */
  keySetInUse(): object | null;
}

export interface FoundKey {
  readonly key: CryptoKey | KeyObject;
  /** The set in use when the search began, by identity. An older one where it was replaced since. */
  readonly keySet: object | null;
}

export interface SigningKeysOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly fetch: typeof globalThis.fetch;
}

const JWKS_TIMEOUT_MS = 3000;
/** How often tokens with an unknown key id may make the keys be fetched again. */
const JWKS_COOLDOWN_MS = 30_000;
const JWKS_MAX_AGE_MS = 10 * 60_000;

/** The keys of a JWKS are fetched when the first token comes. */
export function createSigningKeys(
  { keys }: Pick<JwtAuthConfig, 'keys'>,
  options: SigningKeysOptions,
): SigningKeys {
  if (keys.kind === 'jwks') return createJwksKeys(keys.url, options);
  const found = { key: keys.key, keySet: keys };
  return { find: () => found, keySetInUse: () => keys };
}

function createJwksKeys(url: URL, { now, fetch }: SigningKeysOptions): SigningKeys {
  const jwks = createJwksFetch(fetch, now);
  // Only read here: jose writes the key set into it in the step in which it begins to use it.
  const applied: JWKSCacheInput = {};
  const findKey = createRemoteJWKSet(url, {
    timeoutDuration: JWKS_TIMEOUT_MS,
    cooldownDuration: JWKS_COOLDOWN_MS,
    cacheMaxAge: JWKS_MAX_AGE_MS,
    [customFetch]: jwks.fetch,
    [jwksCache]: applied,
  });

  return {
    async find(header, token) {
      // The known keys serve on when they cannot be fetched now.
      if (jwks.isFromFuture()) await findKey.reload().catch(() => {});
      else if (!findKey.fresh) await findKey.reload();
      const keySet = applied.jwks ?? null;
      return { key: await findKey(header, token), keySet };
    },
    keySetInUse: () => (findKey.fresh && !jwks.isFromFuture() ? (applied.jwks ?? null) : null),
  };
}
