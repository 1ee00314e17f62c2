import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Configuration, type Interaction, type KoaContextWithOIDC, Provider } from 'oidc-provider';

/** What a test turns at the provider, for the sign-ins that follow. */
export interface ProviderSettings {
  accessTokenSeconds: number;
  /** The scopes of the API that the person may have. */
  scope: string;
  audience: string;
  givesRefreshTokens: boolean;
}

/** A real OpenID provider on loopback, with a page to sign in at. */
export interface IdentityProvider extends AsyncDisposable {
  readonly origin: string;
  /** Variables of a subgraph that trusts it, and whose console signs in at it. */
  readonly env: Readonly<Record<string, string>>;
  readonly settings: ProviderSettings;
  /** Makes a console known: what an operator registers as a public client. */
  register(consoleOrigin: string): void;
  /** An access token that was got elsewhere, good for `seconds` from now. */
  token(seconds?: number): Promise<string>;
}

const AUDIENCE = 'https://dbt-metadata.example';
const CLIENT_ID = 'dbt-console';
const ADMIN_SCOPE = 'dbt:admin';
const TENANT = 'acme';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export async function startIdentityProvider(): Promise<IdentityProvider> {
  let handle: Handler = async (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const settings: ProviderSettings = {
    accessTokenSeconds: 3600,
    scope: ADMIN_SCOPE,
    audience: AUDIENCE,
    givesRefreshTokens: false,
  };
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  return {
    origin,
    settings,
    env: {
      AUTH_MODE: 'jwt',
      JWT_JWKS_URL: `${origin}/jwks`,
      JWT_ISSUER: origin,
      JWT_AUDIENCE: AUDIENCE,
      CONSOLE_OIDC_ISSUER: origin,
      CONSOLE_OIDC_CLIENT_ID: CLIENT_ID,
      CONSOLE_OIDC_AUDIENCE: AUDIENCE,
    },
    register(consoleOrigin) {
      const redirectUri = `${consoleOrigin}/console/signed-in`;
      const provider = new Provider(origin, configure(settings, redirectUri, jwk));
      const answer = provider.callback();
      handle = async (request, response) => {
        if (request.url?.startsWith('/interaction/') !== true) await answer(request, response);
        else if (request.method === 'GET') showLogin(response);
        else await provider.interactionFinished(request, response, { login: { accountId: 'ana' } });
      };
    },
    token(seconds = 3600) {
      return new SignJWT({ sub: 'ben', tenant: TENANT, scope: settings.scope })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .setIssuer(origin)
        .setAudience(settings.audience)
        .setExpirationTime(`${seconds}s`)
        .sign(privateKey);
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function configure(settings: ProviderSettings, redirectUri: string, jwk: object): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['a key of this test alone'] },
    clientBasedCORS: () => true,
    issueRefreshToken: async () => settings.givesRefreshTokens,
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: () => ({ tenant: TENANT }),
    interactions: { url: (_context: KoaContextWithOIDC, { uid }: Interaction) => `/interaction/${uid}` },
    // Whoever signs in has agreed to whatever is asked.
    async loadExistingGrant({ oidc }) {
      const { client, session, provider } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(AUDIENCE, settings.scope);
      await grant.save();
      return grant;
    },
    ttl: {
      AccessToken: () => settings.accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 3600,
      Session: 3600,
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: settings.scope,
          audience: settings.audience,
          accessTokenTTL: settings.accessTokenSeconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
        useGrantedResource: () => true,
      },
    },
  };
}

function showLogin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="en"><title>Example identity</title>
<link rel="icon" href="data:,"><h1>Example identity</h1>
<form method="post"><button>Sign in as Ana</button></form></html>`);
}
