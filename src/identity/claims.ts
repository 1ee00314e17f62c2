import type { JWTPayload } from 'jose';
import type { JwtAuthConfig } from './auth-config.ts';
import { DEFAULT_TENANT, isTenantName, isUserName } from './names.ts';
import type { Viewer } from './viewer.ts';

export type ClaimedViewer =
  | { readonly ok: true; readonly viewer: Viewer }
  | { readonly ok: false; readonly reason: string };

/** The caller that a verified token names. Claims are looked up by their whole name, at the top level. */
export function toViewer(
  claims: JWTPayload,
  config: Pick<JwtAuthConfig, 'tenantClaim' | 'scopeClaim' | 'adminScope'>,
): ClaimedViewer {
  const tenant = findClaim(claims, config.tenantClaim) ?? { value: DEFAULT_TENANT };
  if (typeof tenant.value !== 'string' || !isTenantName(tenant.value)) {
    return { ok: false, reason: 'The tenant named by the token is not usable.' };
  }
  const subject = findClaim(claims, 'sub');
  if (subject !== null && (typeof subject.value !== 'string' || !isUserName(subject.value))) {
    return { ok: false, reason: 'The subject named by the token is not usable.' };
  }
  const scopes = toScopes(findClaim(claims, config.scopeClaim)?.value);
  return {
    ok: true,
    viewer: {
      tenant: tenant.value,
      userId: typeof subject?.value === 'string' ? subject.value : null,
      isAdmin: scopes.includes(config.adminScope),
    },
  };
}

/** Text is split on blanks; the items of a list stand as they are. */
export function toScopes(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return value.split(/\s+/);
  return Array.isArray(value) ? value : [];
}

/** Own properties only: a claim called `constructor` is not found in a token that has none. */
function findClaim(claims: JWTPayload, name: string): { readonly value: unknown } | null {
  return Object.hasOwn(claims, name) ? { value: claims[name] } : null;
}
