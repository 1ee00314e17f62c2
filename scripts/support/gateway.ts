import { randomBytes } from 'node:crypto';

/** How callers come through a gateway that vouches for them: many tenants, one subgraph. */
const GATEWAY_SECRET = randomBytes(24).toString('hex');

export const GATEWAY_ENV = { AUTH_MODE: 'gateway', GATEWAY_SECRET };

/** An admin of the tenant. */
export function headersOf(tenant: string): Readonly<Record<string, string>> {
  return {
    'x-gateway-secret': GATEWAY_SECRET,
    'x-tenant-id': tenant,
    'x-user-id': 'viewer',
    'x-user-scopes': 'dbt:admin',
  };
}
