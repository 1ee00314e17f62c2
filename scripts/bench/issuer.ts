import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An identity provider on loopback with one RS256 key. */
export interface Issuer extends AsyncDisposable {
  /** What the subgraph is configured with. */
  readonly env: Readonly<Record<string, string>>;
  /** Of an admin, for an hour. */
  readonly headers: Readonly<Record<'authorization', string>>;
}

const ALGORITHM = 'RS256';
const KEY_ID = 'key-1';
const ISSUER = 'https://id.example';
const AUDIENCE = 'dbt-metadata';

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: ALGORITHM, use: 'sig' };
  const token = await new SignJWT({ tenant: 'acme', scope: 'dbt:admin' })
    .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('ana')
    .setExpirationTime('1h')
    .sign(privateKey);
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      AUTH_MODE: 'jwt',
      JWT_JWKS_URL: `http://127.0.0.1:${port}/jwks.json`,
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
    },
    headers: { authorization: `Bearer ${token}` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
