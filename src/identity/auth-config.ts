import type { KeyObject } from 'node:crypto';

/** How callers are told apart; `AUTH_MODE` chooses. */
export type AuthConfig = JwtAuthConfig | GatewayAuthConfig | NoAuthConfig;

export interface JwtAuthConfig {
  readonly mode: 'jwt';
  readonly keys:
    | { readonly kind: 'jwks'; readonly url: URL }
    | { readonly kind: 'public-key'; readonly key: KeyObject };
  readonly issuer: string;
  readonly audience: string;
  /** Any of these is accepted, so that the secret can be changed without an outage; null = not asked for. */
  readonly gatewaySecrets: readonly string[] | null;
  /** Name of a claim, which may be a URL, or the path to a nested one with dots between. */
  readonly tenantClaim: string;
  readonly scopeClaim: string;
  readonly adminScope: string;
}

export interface GatewayAuthConfig {
  readonly mode: 'gateway';
  readonly gatewaySecrets: readonly string[];
  readonly adminScope: string;
}

export interface NoAuthConfig {
  readonly mode: 'none';
  /** The listen address as configured: a `Host` header may name it, besides loopback. */
  readonly host: string;
}
