import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { startServer } from '../hosts/loopback-server.ts';

export interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  /** The public half, as PEM. */
  readonly pem: string;
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** An identity provider whose keys are read over HTTP, until the test is over. */
export interface Issuer {
  /** What the subgraph is configured with. */
  readonly env: Readonly<Record<string, string>>;
  readonly key: SigningKey;
  /** Which keys it shows from now on. */
  publish(...keys: readonly SigningKey[]): void;
  readonly fetches: () => number;
  /** A bearer header for a token that is good for a minute; `claims` add to it, or with undefined take from it. */
  bearer(claims?: Readonly<Record<string, unknown>>, options?: SignOptions): Promise<Bearer>;
}

export type Bearer = Readonly<Record<'authorization', string>>;

interface SignOptions {
  readonly key?: SigningKey;
  readonly header?: Readonly<Record<string, unknown>>;
}

const ISSUER = 'https://id.example';
const AUDIENCE = 'dbt-metadata';

export async function createSigningKey(id: string, alg = 'RS256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: id, alg, use: 'sig' };
  return { id, privateKey, pem: await exportSPKI(publicKey), jwk };
}

export function claimsOf(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const exp = Math.floor(Date.now() / 1000) + 60;
  return { iss: ISSUER, aud: AUDIENCE, sub: 'ana', tenant: 'acme', exp, ...more };
}

export function bearerOf(token: string): Bearer {
  return { authorization: `Bearer ${token}` };
}

/** Header and claims as they stand in a token, without a signature. */
export function unsigned(header: Readonly<Record<string, unknown>>, claims: unknown): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

export async function startIssuer(): Promise<Issuer> {
  const key = await createSigningKey('key-1');
  let published: readonly SigningKey[] = [key];
  let fetches = 0;
  const { origin } = await startServer((_request, response) => {
    fetches += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
  });
  return {
    env: {
      AUTH_MODE: 'jwt',
      JWT_JWKS_URL: `${origin}/jwks.json`,
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
    },
    key,
    publish(...keys) {
      published = keys;
    },
    fetches: () => fetches,
    async bearer(claims = {}, options = {}) {
      const signer = options.key ?? key;
      const header = { alg: String(signer.jwk.alg), kid: signer.id, ...options.header };
      const token = await new SignJWT(claimsOf(claims) as JWTPayload)
        .setProtectedHeader(header)
        .sign(signer.privateKey);
      return bearerOf(token);
    },
  };
}
