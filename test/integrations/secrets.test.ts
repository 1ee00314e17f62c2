import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { reencryptAll } from '../../src/integrations/reencrypt.ts';
import { createVault } from '../../src/integrations/secrets/vault.ts';
import { openSqliteStore } from '../../src/integrations/store/sqlite-store.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { admin, temporaryFolder } from './builders.ts';
import { createFixture, INPUT, KEY, TOKEN } from './service-fixture.ts';

const K2 = { id: 'k2', key: new Uint8Array(32).fill(2) };

it('writes no secret in the clear, under any encoding it is likely to have', async () => {
  using folder = temporaryFolder();
  const store = await openSqliteStore(join(folder.path, 'integrations.sqlite'));
  const { service } = createFixture({ store });
  const secrets = [TOKEN, 'hook-secret-0123', 'dbtc_another-token-999'];
  await service.configure(admin, INPUT);
  await service.setWebhookSecret(admin, 'hook-secret-0123');
  await service.rotateToken(admin, 'dbtc_another-token-999', null);
  await store.close();
  const written = readdirSync(folder.path).map((name) => readFileSync(join(folder.path, name)));
  expect(written.length).toBe(1);
  for (const secret of secrets) {
    const forms = [
      secret,
      Buffer.from(secret).toString('base64').slice(0, -4),
      Buffer.from(secret).toString('hex'),
    ];
    for (const form of forms) expect(written.some((bytes) => bytes.includes(form))).toBe(false);
  }
});

it('refuses a token whose ciphertext was copied from another tenant', async () => {
  const { service, store } = createFixture();
  await service.configure(admin, INPUT);
  await service.configure({ ...admin, tenant: 'thief' }, INPUT);
  const [own, stolen] = [await store.read('thief'), await store.read('acme')];
  if (own.kind === 'none' || stolen.kind === 'none') throw new Error('not configured');
  await store.reseal({ ...own.integration, serviceToken: stolen.integration.serviceToken });
  await expect(
    service.verify({ ...admin, tenant: 'thief' }, { apiHost: INPUT.apiHost }),
  ).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

it('encrypts all tenants anew without touching revisions or trails, and says what it could not open', async () => {
  const { service, store } = createFixture();
  await service.configure(admin, INPUT);
  await service.setWebhookSecret(admin, 'hook-secret');
  await service.configure({ ...admin, tenant: 'second' }, INPUT);
  const { service: foreign } = createFixture({ store, keys: [{ ...KEY, id: 'lost' }], idPrefix: 'other' });
  await foreign.configure({ ...admin, tenant: 'locked' }, INPUT);
  const vault = createVault([K2, KEY]);

  const first = await reencryptAll({ store, vault });
  expect(first).toMatchObject({ reencrypted: 2, current: 0, failed: [{ tenant: 'locked' }] });
  expect(await reencryptAll({ store, vault })).toMatchObject({ reencrypted: 0, current: 2 });
  expect(await service.get(admin)).toMatchObject({
    revision: 2,
    serviceToken: { keyId: 'k2' },
    webhookSecret: { keyId: 'k2' },
  });
  expect((await service.events(admin, 10)).length).toBe(2);
  const { service: after, asked } = createFixture({ store, keys: [K2] });
  await after.verify(admin, { apiHost: INPUT.apiHost });
  expect(asked[0]?.serviceToken).toBe(TOKEN);
});

it('re-encrypts by command, and fails loudly when a key is missing', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  const store = await openSqliteStore(path);
  await createFixture({ store }).service.configure(admin, INPUT);
  await store.close();
  const text = ({ id, key }: typeof KEY) => `${id}:${Buffer.from(key).toString('base64')}`;
  const run = (keys: string) =>
    promisify(execFile)(process.execPath, ['commands/main.ts', 'reencrypt'], {
      env: { STORE_URL: `sqlite://${path}`, ENCRYPTION_KEYS: keys, AUTH_MODE: 'none' },
    });
  expect((await run(`${text(K2)},${text(KEY)}`)).stdout).toBe(
    '1 encrypted anew, 0 already current, 0 failed\n',
  );
  expect((await run(text(K2))).stdout).toBe('0 encrypted anew, 1 already current, 0 failed\n');
  const failure = await run(text(KEY)).catch((error: { code: number; stdout: string }) => error);
  expect(failure).toMatchObject({ code: 1 });
  expect(failure.stdout).toContain('0 encrypted anew, 0 already current, 1 failed\n');
});

it('blanks secrets in the log by name and by form, and drops what an error carries', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } });
  const secret = 'dbtc_0123456789abcdef';
  const headers = { authorization: secret, cookie: secret, 'x-gateway-secret': secret };
  log.info(
    { serviceToken: secret, headers, request: { headers, body: { input: { serviceToken: secret } } } },
    'sent',
  );
  const cause = Object.assign(new Error(`Bearer ${secret}`), {
    code: 'DBT_UNREACHABLE',
    config: { headers },
  });
  log.error(
    { err: new Error('postgres://user:hunter22@db/x failed', { cause }), webhookSecret: secret },
    'failed',
  );
  log.warn(`Authorization: Bearer opaque-token-value, and ${secret}`);
  const all = lines.join('');
  for (const leaked of [secret, 'hunter22', 'opaque-token-value']) expect(all).not.toContain(leaked);
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({
    err: { type: 'Error', cause: { code: 'DBT_UNREACHABLE', message: 'Bearer [redacted]' } },
    msg: 'failed',
  });
});
