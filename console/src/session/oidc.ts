import * as oauth from 'oauth4webapi';
import type { ConsoleConfig, SignIn } from '../config.ts';

export interface Tokens {
  readonly accessToken: string;
  /** Asks the provider for new tokens; null where it gives none any more. Absent where it gave no refresh token, and for pasted tokens. */
  readonly refresh?: () => Promise<Tokens | null>;
}

/** A sign-in that is under way at the provider. Neither value is of use without the other half, which the provider holds. */
export interface Pending {
  readonly state: string;
  readonly verifier: string;
}

const CALLBACK_PATH = '/console/signed-in';
const PENDING_KEY = 'dbt-console-sign-in';

/** Leaves the page for the provider; it comes back at CALLBACK_PATH. Throws a sentence for the person. */
export async function redirectToProvider(signIn: SignIn): Promise<void> {
  const pending = createPending();
  const url = await authorizationUrl(signIn, pending);
  const returnTo = location.pathname + location.search;
  sessionStorage.setItem(PENDING_KEY, JSON.stringify({ ...pending, returnTo }));
  location.assign(url);
}

export function createPending(): Pending {
  return { state: oauth.generateRandomState(), verifier: oauth.generateRandomCodeVerifier() };
}

export async function authorizationUrl(signIn: SignIn, { state, verifier }: Pending): Promise<URL> {
  const server = await discover(signIn);
  if (server.authorization_endpoint === undefined) {
    throw new Error('The identity provider names no authorization endpoint in its discovery document.');
  }
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    client_id: signIn.clientId,
    redirect_uri: redirectUri(),
    response_type: 'code',
    response_mode: 'query',
    scope: signIn.scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...audienceOf(signIn),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/** Auth0 asks for `audience`, RFC 8707 for `resource`, which must be a URI. */
function audienceOf({ audience }: SignIn): Record<string, string> {
  if (audience === null) return {};
  return URL.canParse(audience) ? { audience, resource: audience } : { audience };
}

export type Finished =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  /** Null where nobody came back from the provider. */
  | { readonly kind: 'none'; readonly message: string | null };

/** When the page is where the provider sent the person back to: the code leaves the address at once, and is changed for tokens. */
export async function finishRedirect({ signIn }: ConsoleConfig): Promise<Finished> {
  if (location.pathname !== CALLBACK_PATH) return { kind: 'none', message: null };
  const parameters = new URLSearchParams(location.search);
  const pending = takePending();
  history.replaceState(null, '', pending?.returnTo ?? '/console');
  dispatchEvent(new PopStateEvent('popstate'));
  if (signIn === null || pending === null) {
    return { kind: 'none', message: 'This sign-in was not begun in this window. Sign in again.' };
  }
  try {
    return { kind: 'tokens', tokens: await tokensOf(signIn, pending, parameters) };
  } catch (error) {
    return { kind: 'none', message: describe(error) };
  }
}

/** Whether this window was opened to sign in for another one, and is back. */
export function isBackForAnother(): boolean {
  return location.pathname === CALLBACK_PATH && sessionStorage.getItem(PENDING_KEY) === null;
}

function takePending(): (Pending & { readonly returnTo: string }) | null {
  const text = sessionStorage.getItem(PENDING_KEY);
  sessionStorage.removeItem(PENDING_KEY);
  return text === null ? null : (JSON.parse(text) as Pending & { readonly returnTo: string });
}

/** Changes the code of a provider's answer for tokens. Rejects where the answer is no answer to `pending`. */
export async function tokensOf(
  signIn: SignIn,
  pending: Pending,
  parameters: URLSearchParams,
): Promise<Tokens> {
  const server = await discover(signIn);
  const checked = oauth.validateAuthResponse(server, clientOf(signIn), parameters, pending.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    clientOf(signIn),
    oauth.None(),
    checked,
    redirectUri(),
    pending.verifier,
    { ...insecure(signIn), additionalParameters: audienceOf(signIn) },
  );
  return toTokens(signIn, await oauth.processAuthorizationCodeResponse(server, clientOf(signIn), response));
}

function toTokens(signIn: SignIn, answer: oauth.TokenEndpointResponse, former?: string): Tokens {
  const refreshToken = answer.refresh_token ?? former;
  if (refreshToken === undefined) return { accessToken: answer.access_token };
  return {
    accessToken: answer.access_token,
    async refresh() {
      try {
        const server = await discover(signIn);
        const response = await oauth.refreshTokenGrantRequest(
          server,
          clientOf(signIn),
          oauth.None(),
          refreshToken,
          { ...insecure(signIn), additionalParameters: audienceOf(signIn) },
        );
        const renewed = await oauth.processRefreshTokenResponse(server, clientOf(signIn), response);
        return toTokens(signIn, renewed, refreshToken);
      } catch {
        // The person signs in again, and reads there what is wrong.
        return null;
      }
    },
  };
}

let discovered: oauth.AuthorizationServer | null = null;

async function discover(signIn: SignIn): Promise<oauth.AuthorizationServer> {
  if (discovered !== null) return discovered;
  const issuer = new URL(signIn.issuer);
  const response = await oauth.discoveryRequest(issuer, insecure(signIn));
  discovered = await oauth.processDiscoveryResponse(issuer, response);
  return discovered;
}

/** The subgraph allows `http://` on loopback alone. */
function insecure({ issuer }: SignIn): { [oauth.allowInsecureRequests]?: boolean } {
  return issuer.startsWith('http://') ? { [oauth.allowInsecureRequests]: true } : {};
}

function clientOf({ clientId }: SignIn): oauth.Client {
  return { client_id: clientId };
}

function redirectUri(): string {
  return location.origin + CALLBACK_PATH;
}

/** What went wrong at the provider, as a sentence; it holds neither code nor token. */
export function describe(error: unknown): string {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
    const said = error.error_description;
    return `The identity provider refused: ${error.error}${said === undefined ? '' : ` (${said})`}.`;
  }
  if (error instanceof TypeError) {
    return `The identity provider cannot be reached from this page. It must allow requests from ${location.origin} (CORS), and its token endpoint must be on the issuer's own host.`;
  }
  return error instanceof Error ? `Signing in failed: ${error.message}` : 'Signing in failed.';
}
