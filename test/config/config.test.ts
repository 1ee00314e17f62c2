import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../src/config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const JWT = {
  JWT_JWKS_URL: 'https://id.example/jwks',
  JWT_ISSUER: 'https://id.example',
  JWT_AUDIENCE: 'dbt',
};

function pem(kind: 'rsa-2048' | 'rsa-1024' | 'ec' | 'ed25519' | 'private'): string {
  const { publicKey, privateKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : kind === 'ed25519'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: kind === 'rsa-1024' ? 1024 : 2048 });
  return kind === 'private'
    ? privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    : publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a usable configuration', () => {
  it('has defaults for all but the way to know callers', () => {
    expect(parseConfig(JWT)).toEqual({
      listen: { host: '127.0.0.1', port: 4001, metricsPort: null },
      auth: {
        mode: 'jwt',
        keys: { kind: 'jwks', url: new URL('https://id.example/jwks') },
        issuer: 'https://id.example',
        audience: 'dbt',
        gatewaySecrets: null,
        tenantClaim: 'tenant',
        scopeClaim: 'scope',
        adminScope: 'dbt:admin',
      },
      cache: {
        kind: 'disk',
        path: 'data/cache.sqlite',
        memoryBytes: 128 * 1024 * 1024,
        diskBytes: 512 * 1024 * 1024,
      },
      store: { kind: 'sqlite', path: 'data/integrations.sqlite' },
      encryptionKeys: [],
      dbt: { allowedHosts: new Set(), requestsPerMinute: 400, deadlineMs: 5000 },
      publicUrl: null,
      entityMapping: null,
      limits: {
        bodyBytes: 2 * 1024 * 1024,
        queryDepth: 15,
        aliases: 200,
        rootFields: 20,
        fields: 2000,
        references: 10_000,
        cost: 500_000,
        environmentIds: 50,
      },
      http: { keepAliveMs: 620_000, maxAgeSeconds: 0, compress: false, drainMs: 0 },
      console: null,
      coverage: true,
      introspection: false,
      logLevel: 'info',
      traces: null,
    });
  });

  it('reads every variable', () => {
    const config = parseConfig({
      HOST: '::1',
      PORT: '0',
      AUTH_MODE: 'gateway',
      GATEWAY_SECRET: 'first-secret-of-16+, second-secret-of-16+',
      ADMIN_SCOPE: 'admin',
      CACHE_URL: 'rediss://user:pw@cache.example:6380/1',
      CACHE_MEMORY_MB: '64',
      CACHE_DISK_MB: '2048',
      STORE_URL: 'postgres://user:pw@db.example/dbt',
      ENCRYPTION_KEYS: `new:${KEY},old:${Buffer.alloc(32, 8).toString('base64url')}`,
      DBT_ALLOWED_HOSTS: 'dbt.example.com, http://LOCALHOST:4010',
      PUBLIC_URL: 'https://dbt.example.com/base/',
      ENTITY_MAPPING: ' entity-mapping.yaml ',
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      LIMIT_REFERENCES: '5',
      KEEP_ALIVE_MS: '75000',
      CACHE_CONTROL_MAX_AGE: '30',
      COMPRESS_ANSWERS: 'true',
      DRAIN_SECONDS: '5',
      INTROSPECTION: 'true',
      METRICS_PORT: '9464',
    });
    expect(config).toMatchObject({
      listen: { host: '::1', port: 0, metricsPort: 9464 },
      auth: {
        mode: 'gateway',
        gatewaySecrets: ['first-secret-of-16+', 'second-secret-of-16+'],
        adminScope: 'admin',
      },
      cache: {
        kind: 'redis',
        url: 'rediss://user:pw@cache.example:6380/1',
        memoryBytes: 64 * 1024 * 1024,
        diskBytes: 2048 * 1024 * 1024,
      },
      store: { kind: 'postgres', url: 'postgres://user:pw@db.example/dbt' },
      dbt: { allowedHosts: new Set(['https://dbt.example.com', 'http://localhost:4010']) },
      publicUrl: 'https://dbt.example.com/base',
      entityMapping: 'entity-mapping.yaml',
      logLevel: 'debug',
      traces: { url: 'http://127.0.0.1:4318/v1/traces' },
      limits: { references: 5, aliases: 200 },
      http: { keepAliveMs: 75_000, maxAgeSeconds: 30, compress: true, drainMs: 5000 },
      introspection: true,
    });
    expect(config.encryptionKeys.map(({ id, key }) => [id, key.length])).toEqual([
      ['new', 32],
      ['old', 32],
    ]);
  });

  it.each([
    [{}, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, 'http://c:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/otlp/' }, 'http://c:4318/otlp/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318' }, 'http://c:4318/'],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://t.example/in/',
      },
      'https://t.example/in/',
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'True' }, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, null],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318',
        OTEL_SDK_DISABLED: 'false',
        OTEL_TRACES_EXPORTER: 'otlp',
      },
      'http://c:4318/v1/traces',
    ],
  ])('%j: traces go to %s', (env, url) => {
    expect(parseConfig({ AUTH_MODE: 'none', ...env }).traces?.url ?? null).toBe(url);
  });

  it('lets callers introspect where everybody is an admin, or where it says so', () => {
    expect(parseConfig({ AUTH_MODE: 'none' }).introspection).toBe(true);
    expect(parseConfig({ AUTH_MODE: 'none', INTROSPECTION: 'false' }).introspection).toBe(false);
    expect(parseConfig({ ...JWT, INTROSPECTION: 'true' }).introspection).toBe(true);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(parseConfig({ AUTH_MODE: 'none', CACHE_URL: '', PORT: ' ', JWT_ISSUER: '' })).toEqual(
      parseConfig({ AUTH_MODE: 'none' }),
    );
  });

  it.each([
    ['sqlite://data/x.sqlite', 'data/x.sqlite'],
    ['sqlite:///var/lib/x.sqlite', '/var/lib/x.sqlite'],
    ['sqlite://:memory:', ':memory:'],
  ])('%s is a path', (STORE_URL, path) => {
    expect(parseConfig({ AUTH_MODE: 'none', STORE_URL }).store).toEqual({ kind: 'sqlite', path });
  });

  it.each([
    ['memory', { kind: 'memory' }],
    ['sqlite://data/x.sqlite', { kind: 'disk', path: 'data/x.sqlite' }],
    ['sqlite:///var/lib/x.sqlite', { kind: 'disk', path: '/var/lib/x.sqlite' }],
    ['sqlite://:memory:', { kind: 'disk', path: ':memory:' }],
    ['redis://cache.example', { kind: 'redis', url: 'redis://cache.example' }],
  ])('%s is what outlives the process', (CACHE_URL, cache) => {
    expect(parseConfig({ AUTH_MODE: 'none', CACHE_URL }).cache).toMatchObject(cache);
  });

  it('lets a store and a cache both end with the process', () => {
    const env = { AUTH_MODE: 'none', STORE_URL: 'sqlite://:memory:', CACHE_URL: 'sqlite://:memory:' };
    expect(parseConfig(env).cache).toMatchObject({ kind: 'disk', path: ':memory:' });
  });

  it.each(['rsa-2048', 'ec', 'ed25519'] as const)(
    'takes a public key of kind %s, on one line too',
    (kind) => {
      const { JWT_JWKS_URL: _, ...rest } = JWT;
      for (const JWT_PUBLIC_KEY of [pem(kind), pem(kind).replaceAll('\n', '\\n')]) {
        expect(parseConfig({ ...rest, JWT_PUBLIC_KEY }).auth).toMatchObject({ keys: { kind: 'public-key' } });
      }
    },
  );
});

describe('an unusable configuration', () => {
  it('names every problem at once', () => {
    expect(problemsOf({ PORT: '65536', STORE_URL: 'postgres://db.example/dbt', LOG_LEVEL: 'loud' })).toEqual([
      'JWT_JWKS_URL or JWT_PUBLIC_KEY is required with AUTH_MODE=jwt. Set one of them, or for a trial on this machine AUTH_MODE=none.',
      'JWT_ISSUER is required with AUTH_MODE=jwt: a token made for someone else must not be accepted. Set it to what stands in the tokens as `iss`.',
      'JWT_AUDIENCE is required with AUTH_MODE=jwt: a token made for someone else must not be accepted. Set it to what stands in the tokens as `aud`.',
      'PORT must be a whole number from 0 to 65535.',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.',
      'ENCRYPTION_KEYS is required with a PostgreSQL store: tokens are never written in the clear. Set it to `id:key`, the key being 32 random bytes in base64 (`openssl rand -base64 32`).',
    ]);
  });

  it.each([
    [{ AUTH_MODE: 'None' }, 'AUTH_MODE must be jwt, gateway or none'],
    [{ AUTH_MODE: 'none', HOST: '0.0.0.0' }, 'HOST must be a loopback address'],
    [{ AUTH_MODE: 'none', HOST: '::' }, 'HOST must be a loopback address'],
    [{ AUTH_MODE: 'none', HOST: 'a b' }, 'HOST must be an address'],
    [{ AUTH_MODE: 'gateway' }, 'GATEWAY_SECRET is required'],
    [{ AUTH_MODE: 'gateway', GATEWAY_SECRET: 'short' }, 'GATEWAY_SECRET must be'],
    [{ AUTH_MODE: 'gateway', GATEWAY_SECRET: 'long-enough-secret,' }, 'GATEWAY_SECRET must be'],
    [{ AUTH_MODE: 'gateway', GATEWAY_SECRET: 'long-enough-secret with blank' }, 'GATEWAY_SECRET must be'],
    [{ ...JWT, GATEWAY_SECRET: 'short' }, 'GATEWAY_SECRET must be'],
    [{ ...JWT, JWT_JWKS_URL: '', JWT_PUBLIC_KEY: 'x' }, 'JWT_PUBLIC_KEY must be'],
    [{ ...JWT, JWT_PUBLIC_KEY: pem('ec') }, 'JWT_JWKS_URL and JWT_PUBLIC_KEY are both set'],
    [{ ...JWT, JWT_JWKS_URL: 'http://id.example/jwks' }, 'JWT_JWKS_URL must be an https:// address'],
    [{ ...JWT, JWT_JWKS_URL: 'file:///etc/jwks' }, 'JWT_JWKS_URL must be an https:// address'],
    [{ ...JWT, ADMIN_SCOPE: 'two scopes' }, 'ADMIN_SCOPE must be one scope'],
    [
      { ...JWT, CACHE_URL: 'http://cache' },
      'CACHE_URL must be sqlite://path, redis://host…, rediss://host…, or memory to keep nothing outside the process',
    ],
    [{ ...JWT, CACHE_URL: 'redis://' }, 'CACHE_URL must be sqlite://path'],
    [{ ...JWT, CACHE_URL: 'sqlite://' }, 'CACHE_URL must be sqlite://path'],
    [{ ...JWT, CACHE_URL: 'memory://' }, 'CACHE_URL must be sqlite://path'],
    [
      { ...JWT, CACHE_URL: 'sqlite://data/x.sqlite', STORE_URL: 'sqlite://./data/../data/x.sqlite' },
      'CACHE_URL and STORE_URL name the same file',
    ],
    [{ ...JWT, STORE_URL: 'sqlite://data/cache.sqlite' }, 'CACHE_URL and STORE_URL name the same file'],
    [{ ...JWT, STORE_URL: 'mysql://db' }, 'STORE_URL must be sqlite://path'],
    [{ ...JWT, STORE_URL: 'sqlite://' }, 'STORE_URL must be sqlite://path'],
    [{ ...JWT, ENCRYPTION_KEYS: 'a:c2hvcnQ=' }, 'ENCRYPTION_KEYS must be'],
    [{ ...JWT, ENCRYPTION_KEYS: KEY }, 'ENCRYPTION_KEYS must be'],
    [{ ...JWT, ENCRYPTION_KEYS: `a:${KEY},a:${KEY}` }, 'ENCRYPTION_KEYS must be'],
    [{ ...JWT, ENCRYPTION_KEYS: `a:${KEY},` }, 'ENCRYPTION_KEYS must be'],
    [{ ...JWT, DBT_ALLOWED_HOSTS: 'dbt.example.com,*.example.com' }, 'DBT_ALLOWED_HOSTS must be'],
    [{ ...JWT, PUBLIC_URL: 'dbt.example.com' }, 'PUBLIC_URL must be'],
    [{ ...JWT, PUBLIC_URL: 'https://u:p@dbt.example.com' }, 'PUBLIC_URL must be'],
    [{ ...JWT, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT must be'],
    [
      { ...JWT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c.example/v1/traces?key=k' },
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be',
    ],
    [{ ...JWT, OTEL_SDK_DISABLED: '1' }, 'OTEL_SDK_DISABLED must be true or false'],
    [{ ...JWT, OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER must be otlp, or none'],
    [{ ...JWT, PORT: '1e3' }, 'PORT must be a whole number'],
    [{ ...JWT, LIMIT_BODY_BYTES: '-1' }, 'LIMIT_BODY_BYTES must be a whole number'],
    [{ ...JWT, KEEP_ALIVE_MS: '10s' }, 'KEEP_ALIVE_MS must be a whole number from 1000 to 86400000'],
    [{ ...JWT, CACHE_CONTROL_MAX_AGE: '-1' }, 'CACHE_CONTROL_MAX_AGE must be a whole number from 0 to 86400'],
    [{ ...JWT, COMPRESS_ANSWERS: 'yes' }, 'COMPRESS_ANSWERS must be true or false'],
    [{ ...JWT, DRAIN_SECONDS: '5s' }, 'DRAIN_SECONDS must be a whole number from 0 to 3600'],
    [{ ...JWT, INTROSPECTION: '1' }, 'INTROSPECTION must be true or false'],
    [{ ...JWT, CACHE_MEMORY_MB: '0' }, 'CACHE_MEMORY_MB must be a whole number'],
    [{ ...JWT, CACHE_DISK_MB: '1.5' }, 'CACHE_DISK_MB must be a whole number'],
  ])('%#: one problem, beginning with the variable', (env, message) => {
    expect(problemsOf(env)).toEqual([expect.stringContaining(message)]);
  });

  it('refuses weak and private keys', () => {
    const { JWT_JWKS_URL: _, ...rest } = JWT;
    for (const kind of ['rsa-1024', 'private'] as const) {
      expect(problemsOf({ ...rest, JWT_PUBLIC_KEY: pem(kind) })).toEqual([
        expect.stringContaining('JWT_PUBLIC_KEY must be a public key in PEM form'),
      ]);
    }
  });

  it('never repeats a value', () => {
    const secret = 'hunter2-hunter2';
    const names = ['HOST', 'PORT', 'CACHE_URL', 'STORE_URL', 'ENCRYPTION_KEYS', 'JWT_JWKS_URL'];
    names.push(
      'JWT_PUBLIC_KEY',
      'GATEWAY_SECRET',
      'ADMIN_SCOPE',
      'DBT_ALLOWED_HOSTS',
      'PUBLIC_URL',
      'LOG_LEVEL',
    );
    const env = Object.fromEntries(names.map((name) => [name, `${secret} ?`]));
    const problems = problemsOf(env);
    expect(problems.length).toBeGreaterThanOrEqual(names.length);
    expect(problems.join()).not.toContain(secret);
    expect(new ConfigError(problems).message).toContain('\n- PORT must be');
  });
});
