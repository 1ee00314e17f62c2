import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { JwtAuthConfig } from './auth-config.ts';
import { JwksUnavailableError } from './jwks-fetch.ts';
import type { SigningKeys } from './signing-keys.ts';

/** `rejected`: the token is at fault. `unavailable`: the keys cannot be had, so nothing is known of the token. */
export type JwtVerdict =
  | {
      readonly kind: 'valid';
      readonly claims: JWTPayload;
      /** The `exp` claim, in milliseconds since the epoch. */
      readonly expiresAtMs: number;
      /** The set in use when the token's key was looked for, by identity. */
      readonly keySet: object | null;
    }
  | { readonly kind: 'rejected'; readonly reason: string; readonly isExpired: boolean }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

/** `nowMs`: the instant that the token must be valid at, in milliseconds since the epoch. Never rejects. */
export type VerifyJwt = (token: string, nowMs: number) => Promise<JwtVerdict>;

/** Asymmetric ones only: with HS256 among them, whoever knows the public key could sign with its text. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const CLOCK_TOLERANCE_SECONDS = 5;

/** Checks signature, issuer, audience and expiry. */
export function createJwtVerifier(
  config: Pick<JwtAuthConfig, 'issuer' | 'audience'>,
  keys: Pick<SigningKeys, 'find'>,
): VerifyJwt {
  return async (token, nowMs) => {
    let keySet: object | null = null;
    try {
      const { payload } = await jwtVerify(
        token,
        async (header, jws) => {
          const found = await keys.find(header, jws);
          keySet = found.keySet;
          return found.key;
        },
        {
          algorithms: ALGORITHMS,
          issuer: config.issuer,
          audience: config.audience,
          requiredClaims: ['exp'],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(nowMs),
        },
      );
      return { kind: 'valid', claims: payload, expiresAtMs: (payload.exp ?? 0) * 1000, keySet };
    } catch (error) {
      if (isKeySetFailure(error)) return { kind: 'unavailable', cause: error };
      const isExpired = error instanceof errors.JWTExpired;
      return { kind: 'rejected', reason: describe(error), isExpired };
    }
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
