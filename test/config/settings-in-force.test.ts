import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { settingsInForce } from '../../src/settings-in-force.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const PRIVATE = {
  STORE_URL: 'postgres://dbt:private-password@db.example:5433/metadata?password=private-too',
  CACHE_URL: 'rediss://:private-password@redis.example:6380/2',
  ENCRYPTION_KEYS: `k1:${KEY}`,
  GATEWAY_SECRET: 'private-gateway-secret',
};

test('the settings name hosts, modes and limits, and no secret', () => {
  const settings = settingsInForce(
    parseConfig({
      ...PRIVATE,
      JWT_JWKS_URL: 'https://user:private-password@idp.example/keys?key=private-query',
      JWT_ISSUER: 'https://idp.example',
      JWT_AUDIENCE: 'dbt',
      DBT_ALLOWED_HOSTS: 'dbt.example:8443',
      DRAIN_SECONDS: '5',
    }),
  );
  expect(settings).toMatchObject({
    listen: { host: '127.0.0.1', port: 4001, metricsPort: null },
    auth: {
      mode: 'jwt',
      keys: 'https://idp.example/keys',
      issuer: 'https://idp.example',
      audience: 'dbt',
      gatewaySecretAsked: true,
    },
    store: 'postgres://db.example:5433/metadata',
    cache: { outside: 'rediss://redis.example:6380/2' },
    encryptionKeyIds: ['k1'],
    dbt: { allowedHosts: ['https://dbt.example:8443'], requestsPerMinute: 400, deadlineMs: 5000 },
    limits: { references: 10_000 },
    http: { drainMs: 5000 },
  });
  const text = JSON.stringify(settings);
  for (const secret of ['private', KEY]) expect(text).not.toContain(secret);
});

test('the settings of gateway mode and of none name the mode, and no secret', () => {
  const gateway = settingsInForce(parseConfig({ ...PRIVATE, AUTH_MODE: 'gateway' }));
  expect(gateway).toMatchObject({ auth: { mode: 'gateway', gatewaySecretAsked: true } });
  expect(JSON.stringify(gateway)).not.toContain('private');
  const none = settingsInForce(parseConfig({ AUTH_MODE: 'none', CACHE_URL: 'memory' }));
  expect(none).toMatchObject({
    auth: { mode: 'none' },
    store: 'sqlite://data/integrations.sqlite',
    cache: { outside: 'none' },
  });
});
