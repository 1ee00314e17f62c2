import type { AuthConfig } from './auth-config.ts';

/** What makes a caller an admin, as a sentence for callers who are none: the scope, and the place where it was looked for. */
export function describeAdminRule(auth: AuthConfig): string {
  switch (auth.mode) {
    case 'jwt':
      return `The scope \`${auth.adminScope}\` was looked for in the token's claim \`${auth.scopeClaim}\`.`;
    case 'gateway':
      return `The scope \`${auth.adminScope}\` was looked for in the header \`x-user-scopes\`.`;
    case 'none':
      return 'With AUTH_MODE=none every caller is an admin.';
  }
}
