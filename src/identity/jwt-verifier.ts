import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import type { JwtAuthConfig } from './auth-config.ts';
import { createJwksFetch, JwksUnavailableError } from './jwks-fetch.ts';

/** `rejected`: the token is at fault. `unavailable`: the keys cannot be had, so nothing is known of the token. */
export type JwtVerdict =
  | { readonly kind: 'valid'; readonly claims: JWTPayload }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

export type VerifyJwt = (token: string) => Promise<JwtVerdict>;

export interface JwtVerifierOptions {
  readonly clock?: () => number;
  readonly fetch?: typeof globalThis.fetch;
}

/** Asymmetric ones only: with HS256 among them, whoever knows the public key could sign with its text. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const CLOCK_TOLERANCE_SECONDS = 5;
const JWKS_TIMEOUT_MS = 3000;
/** How often tokens with an unknown key id may make the keys be fetched again. */
const JWKS_COOLDOWN_MS = 30_000;
const JWKS_MAX_AGE_MS = 10 * 60_000;

/** Checks signature, issuer, audience and expiry. The keys of a JWKS are fetched when the first token comes. */
export function createJwtVerifier(config: JwtAuthConfig, options: JwtVerifierOptions = {}): VerifyJwt {
  const { clock = Date.now, fetch = globalThis.fetch } = options;
  const findKey = createKeyFinder(config, fetch, clock);

  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, findKey, {
        algorithms: ALGORITHMS,
        issuer: config.issuer,
        audience: config.audience,
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(clock()),
      });
      return { kind: 'valid', claims: payload };
    } catch (error) {
      if (isKeySetFailure(error)) return { kind: 'unavailable', cause: error };
      return { kind: 'rejected', reason: describe(error) };
    }
  };
}

function createKeyFinder({ keys }: JwtAuthConfig, fetch: typeof globalThis.fetch, clock: () => number) {
  if (keys.kind === 'public-key') return () => keys.key;
  const jwks = createJwksFetch(fetch, clock);
  const findKey = createRemoteJWKSet(keys.url, {
    timeoutDuration: JWKS_TIMEOUT_MS,
    cooldownDuration: JWKS_COOLDOWN_MS,
    cacheMaxAge: JWKS_MAX_AGE_MS,
    [customFetch]: jwks.fetch,
  });
  return async (...token: Parameters<typeof findKey>) => {
    // The known keys serve on when they cannot be fetched now.
    if (jwks.isFromFuture()) await findKey.reload().catch(() => {});
    return findKey(...token);
  };
}

/** jose says that a key set is no JSON with its base class, and with subclasses what else is wrong with it. */
function isKeySetFailure(error: unknown): boolean {
  return (
    error instanceof JwksUnavailableError ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    (error instanceof errors.JOSEError && error.code === errors.JOSEError.code)
  );
}

function describe(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'The token is not valid.';
  switch (error.claim) {
    case 'iss':
      return 'The token comes from another issuer than the one configured here.';
    case 'aud':
      return 'The token was made for another audience.';
    case 'exp':
      return 'The token has no usable expiry time, which is required.';
    case 'nbf':
      return 'The token is not valid yet.';
    default:
      return 'The token is not valid.';
  }
}
