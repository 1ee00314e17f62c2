import type { AuthConfig, GatewayAuthConfig, JwtAuthConfig, NoAuthConfig } from './auth-config.ts';
import { toScopes, toViewer } from './claims.ts';
import { createGatewayGate } from './gateway-gate.ts';
import { findDuplicateHeader, findHeader, IDENTITY_HEADERS, type IdentityRequest } from './headers.ts';
import { createHostGate } from './host-gate.ts';
import { createJwtVerifier } from './jwt-verifier.ts';
import { DEFAULT_TENANT, isTenantName, isUserName } from './names.ts';
import { createSigningKeys, type SigningKeysOptions } from './signing-keys.ts';
import { createVerifiedTokens } from './verified-tokens.ts';
import type { Anonymous, Caller, RefusalKind } from './viewer.ts';

/**
 * Who is calling; a promise only where a token has to be checked. Neither throws nor rejects: whoever cannot be told is
 * Anonymous, with the reason.
 */
export type Identify = (request: IdentityRequest) => Caller | Promise<Caller>;

export interface IdentifyOptions extends Partial<SigningKeysOptions> {
  /** Told when the keys that tokens are checked with cannot be had: the operator's trouble, not the caller's. */
  readonly onKeysUnavailable?: (cause: unknown) => void;
}

export function createIdentify(auth: AuthConfig, options: IdentifyOptions = {}): Identify {
  switch (auth.mode) {
    case 'jwt':
      return identifyByToken(auth, options);
    case 'gateway':
      return identifyByGateway(auth);
    case 'none':
      return identifyNobody(auth);
  }
}

function identifyByToken(auth: JwtAuthConfig, options: IdentifyOptions): Identify {
  const { now = Date.now, fetch = globalThis.fetch } = options;
  const isBehindGateway = createGatewayGate(auth.gatewaySecrets);
  const keys = createSigningKeys(auth, { now, fetch });
  const verify = createJwtVerifier(auth, keys);
  const verifiedTokens = createVerifiedTokens({ now, keySetInUse: keys.keySetInUse });

  async function check(token: string): Promise<Caller> {
    const checkedAtMs = now();
    const verdict = await verify(token, checkedAtMs);
    if (verdict.kind === 'unavailable') {
      options.onKeysUnavailable?.(verdict.cause);
      return anonymous('keys_unavailable', 'Tokens cannot be checked at the moment. Try again later.');
    }
    if (verdict.kind === 'rejected')
      return anonymous(verdict.isExpired ? 'token_expired' : 'token_invalid', verdict.reason);
    const claimed = toViewer(verdict.claims, auth);
    if (!claimed.ok) return anonymous('unusable_identity', claimed.reason);
    const { viewer } = claimed;
    const { expiresAtMs, keySet } = verdict;
    verifiedTokens.remember(token, { viewer, checkedAtMs, expiresAtMs, keySet });
    return viewer;
  }

  return (request) => {
    const duplicate = findDuplicateHeader(request, IDENTITY_HEADERS);
    if (duplicate !== null) return sentTwice(duplicate);
    if (!isBehindGateway(request)) return NOT_BEHIND_GATEWAY;
    const authorization = findHeader(request, 'authorization');
    if (authorization === null)
      return anonymous('no_token', 'A bearer token is required in the authorization header.');
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) return anonymous('no_token', 'The authorization header holds no bearer token.');
    return verifiedTokens.find(token) ?? check(token);
  };
}

function identifyByGateway(auth: GatewayAuthConfig): Identify {
  const isBehindGateway = createGatewayGate(auth.gatewaySecrets);

  return (request) => {
    const duplicate = findDuplicateHeader(request, IDENTITY_HEADERS);
    if (duplicate !== null) return sentTwice(duplicate);
    if (!isBehindGateway(request)) return NOT_BEHIND_GATEWAY;
    const tenant = findHeader(request, 'x-tenant-id') ?? DEFAULT_TENANT;
    if (!isTenantName(tenant))
      return anonymous('unusable_identity', 'The tenant in x-tenant-id is not usable.');
    const userId = findHeader(request, 'x-user-id');
    if (userId !== null && !isUserName(userId))
      return anonymous('unusable_identity', 'The user in x-user-id is not usable.');
    const scopes = toScopes(findHeader(request, 'x-user-scopes'));
    return { tenant, userId, isAdmin: scopes.includes(auth.adminScope) };
  };
}

/** Whoever names this server as the host is on this machine, and its admin. */
function identifyNobody(auth: NoAuthConfig): Identify {
  const refuseForeignHost = createHostGate(auth);
  return (request) => refuseForeignHost(request) ?? { tenant: DEFAULT_TENANT, userId: null, isAdmin: true };
}

function anonymous(kind: RefusalKind, reason: string): Anonymous {
  return { anonymous: true, kind, reason, blockedByGatewaySecret: false };
}

/** Which of two values is meant cannot be told, so neither is taken: not for the caller, nor for the gate. */
function sentTwice(name: string): Anonymous {
  return {
    ...anonymous('duplicate_header', `The ${name} header was sent more than once.`),
    blockedByGatewaySecret: true,
  };
}

const NOT_BEHIND_GATEWAY: Anonymous = {
  ...anonymous('gateway_secret', 'This server answers calls of its gateway only (see x-gateway-secret).'),
  blockedByGatewaySecret: true,
};
