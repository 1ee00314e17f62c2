const SECRET = 'gateway-secret-0001-0001-0001-0001';

export const GATEWAY_ENV = { AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET };

/** What a proxy in front adds for `ana` of `acme`. */
export function callerWith(scope: string): Readonly<Record<string, string>> {
  return {
    'x-gateway-secret': SECRET,
    'x-tenant-id': 'acme',
    'x-user-id': 'ana',
    'x-user-scopes': scope,
  };
}
