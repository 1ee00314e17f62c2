/** Where callers belong whose identity names no tenant. */
export const DEFAULT_TENANT = 'default';

/** In UTF-16 units. A tenant becomes part of keys, of log lines and of the audit trail. */
const MAX_TENANT_LENGTH = 200;
/** What OpenID Connect allows a subject. */
const MAX_USER_LENGTH = 255;

export function isTenantName(text: string): boolean {
  return isName(text, MAX_TENANT_LENGTH);
}

export function isUserName(text: string): boolean {
  return isName(text, MAX_USER_LENGTH);
}

function isName(text: string, maxLength: number): boolean {
  // Ill-formed text would change on its way into a database, and two names could become one.
  return text.length <= maxLength && text.isWellFormed() && text.trim() !== '' && !/\p{Cc}/u.test(text);
}
