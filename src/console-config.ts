import { parsedBy, type Reader, toUrl, trueOrFalse } from './config-reader.ts';
import type { AuthConfig } from './identity/auth-config.ts';
import { isLoopback } from './identity/loopback.ts';

/** The page at `/console`. */
export interface ConsoleConfig {
  /** Where people sign in; null where they paste a token, or no token is asked for. */
  readonly signIn: SignInConfig | null;
}

export interface SignInConfig {
  /** As the provider writes it: a slash at its end is a part of it. */
  readonly issuer: string;
  readonly clientId: string;
  /** With blanks between. */
  readonly scope: string;
  /** For providers that make no token for an API unless it is named; null for those that know it by the scope. */
  readonly audience: string | null;
}

/** Null when the console is off. `auth` is null where it has problems of its own. */
export function readConsole(reader: Reader, auth: AuthConfig | null): ConsoleConfig | null {
  const isOn = reader.read('CONSOLE', trueOrFalse, false);
  const issuer = reader.read('CONSOLE_OIDC_ISSUER', issuerUrl, null);
  const clientId = reader.read('CONSOLE_OIDC_CLIENT_ID', visibleText, null);
  const scope = reader.read('CONSOLE_OIDC_SCOPE', scopeList, null);
  const audience = reader.read('CONSOLE_OIDC_AUDIENCE', visibleText, null);
  if (!isOn) return null;
  const named = VARIABLES.filter((name) => reader.isSet(name));
  if (named.length === 0) return { signIn: null };
  if (auth !== null && auth.mode !== 'jwt') {
    reader.problem(
      `${named.join(', ')} ${named.length === 1 ? 'is' : 'are'} for AUTH_MODE=jwt: with AUTH_MODE=${auth.mode} the console asks for no token. Unset ${named.length === 1 ? 'it' : 'them'}, or set AUTH_MODE=jwt.`,
    );
  }
  for (const name of ['CONSOLE_OIDC_ISSUER', 'CONSOLE_OIDC_CLIENT_ID'] as const) {
    if (reader.isSet(name)) continue;
    reader.problem(
      `${name} is required with ${named.join(', ')}: ${name === 'CONSOLE_OIDC_ISSUER' ? 'set it to the address of the identity provider, as its discovery document writes `issuer`' : 'register the console at the identity provider as a public client (a single-page application) and set it to its id'}.`,
    );
  }
  if (issuer === null || clientId === null || auth?.mode !== 'jwt') return { signIn: null };
  return { signIn: { issuer, clientId, scope: scope ?? `openid ${auth.adminScope}`, audience } };
}

const VARIABLES = [
  'CONSOLE_OIDC_ISSUER',
  'CONSOLE_OIDC_CLIENT_ID',
  'CONSOLE_OIDC_SCOPE',
  'CONSOLE_OIDC_AUDIENCE',
] as const;

const issuerUrl = parsedBy((text) => {
  const url = toUrl(text);
  const isPlain =
    url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain) return null;
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isSafe ? text : null;
}, 'must be the https:// address of an issuer (http:// only on loopback), without credentials and query');

const visibleText = parsedBy(
  (text) => (/^[\x21-\x7e]{1,500}$/.test(text) ? text : null),
  'must be visible ASCII characters without blanks, at most 500',
);

const scopeList = parsedBy(
  (text) =>
    text.length <= 500 && /^[\x21\x23-\x5b\x5d-\x7e]+( +[\x21\x23-\x5b\x5d-\x7e]+)*$/.test(text)
      ? text
      : null,
  'must be scopes with blanks between, such as `openid dbt:admin`',
);
