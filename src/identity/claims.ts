import type { JWTPayload } from 'jose';
import type { JwtAuthConfig } from './auth-config.ts';
import { DEFAULT_TENANT, isTenantName, isUserName } from './names.ts';
import type { Viewer } from './viewer.ts';

export type ClaimedViewer =
  | { readonly ok: true; readonly viewer: Viewer }
  | { readonly ok: false; readonly reason: string };

/** The caller that a verified token names. */
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

/**
 * A claim by its name, which may be a path of names with dots between (`realm_access.roles`). A name may hold dots of its own
 * (`https://example.com/tenant`), so the longest one that is there goes first, the whole path before all. Own properties only: a claim
 * called `constructor` is not found in a token that has none.
 */
function findClaim(claims: object, path: string): { readonly value: unknown } | null {
  const whole = Object.getOwnPropertyDescriptor(claims, path);
  if (whole !== undefined) return { value: whole.value };
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const holder: unknown = Object.getOwnPropertyDescriptor(claims, path.slice(0, dot))?.value;
    if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) continue;
    const found = findClaim(holder, path.slice(dot + 1));
    if (found !== null) return found;
  }
  return null;
}
