import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startServer } from '../hosts/loopback-server.ts';
import { temporaryFolder } from '../integrations/builders.ts';
import { startSilentServer } from '../redis/silent-server.ts';

// A process loads all its modules: on a busy machine that alone takes half a minute.
vi.setConfig({ testTimeout: 120_000 });

const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const urlOf = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);

/** Starts the subgraph and stops it again, and never calls `process.exit`: whatever is left open keeps the process running. */
const PROGRAM = `
  import { parseConfig } from ${urlOf('src/config.ts')};
  import { createLogger } from ${urlOf('src/observability/logger.ts')};
  import { startSubgraph } from ${urlOf('src/start.ts')};
  try {
    const subgraph = await startSubgraph(parseConfig(process.env), { log: createLogger({ level: 'silent' }) });
    await subgraph.stop();
    console.log('started and stopped');
  } catch (error) {
    console.log(error.code ?? error.name);
  }`;

/** What the program says, once it has ended by itself. */
async function outcomeWith(env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    env: { NODE_ENV: 'production', AUTH_MODE: 'none', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  return output.trim();
}

/** Everything that can be open: a Redis that is away and tried again and again, traces, a file as cache. */
const AWAY = { CACHE_URL: 'redis://127.0.0.1:1', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };

test.each([
  ['Redis', AWAY],
  ['a file', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }],
])(
  'a Redis or a collector that is away is no failure, and nothing stays open: the cache is %s',
  async (_, env) => {
    using folder = temporaryFolder();
    const urls = {
      STORE_URL: `sqlite://${join(folder.path, 'integrations.sqlite')}`,
      CACHE_URL: `sqlite://${join(folder.path, 'cache.sqlite')}`,
    };
    expect(await outcomeWith({ ...urls, ...env })).toBe('started and stopped');
  },
);

test('a Redis that never answers is no failure, and its connection does not stay open', async () => {
  await using redis = await startSilentServer();
  redis.set('silent');
  const env = { STORE_URL: 'sqlite://:memory:', CACHE_URL: redis.url };
  expect(await outcomeWith(env)).toBe('started and stopped');
});

test('a store that cannot be made closes what was opened before it', async () => {
  const env = { ...AWAY, STORE_URL: 'sqlite://package.json/integrations.sqlite' };
  expect(await outcomeWith({ ...env, ENCRYPTION_KEYS: KEYS })).toBe('StoreError');
});

test('a database that is away closes what was opened before it', async () => {
  const env = { ...AWAY, STORE_URL: 'postgres://user@127.0.0.1:1/integrations' };
  expect(await outcomeWith({ ...env, ENCRYPTION_KEYS: KEYS })).toBe('StoreError');
});

test('a wrong key file closes what was opened before it', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'integrations.sqlite');
  writeFileSync(`${path}.key`, 'no key');
  chmodSync(`${path}.key`, 0o600);
  expect(await outcomeWith({ ...AWAY, STORE_URL: `sqlite://${path}` })).toBe('KeyFileError');
});

test('a port in use closes all that was opened', async () => {
  const { port } = await startServer((_, response) => response.end());
  const env = { ...AWAY, STORE_URL: 'sqlite://:memory:', PORT: String(port) };
  expect(await outcomeWith(env)).toBe('EADDRINUSE');
});

test.each([
  ['Redis', AWAY],
  ['a file', {}],
])('a graph that does not start closes all that was opened: the cache is %s', async (_, env) => {
  using folder = temporaryFolder();
  const urls = {
    STORE_URL: `sqlite://${join(folder.path, 'integrations.sqlite')}`,
    CACHE_URL: `sqlite://${join(folder.path, 'cache.sqlite')}`,
  };
  // Apollo Server refuses to start with these: it reports no schemas of subgraphs.
  const apollo = {
    APOLLO_KEY: 'service:test:key',
    APOLLO_GRAPH_REF: 'test@current',
    APOLLO_SCHEMA_REPORTING: 'true',
  };
  expect(await outcomeWith({ ...urls, ...env, ...apollo })).toBe('Error');
});
