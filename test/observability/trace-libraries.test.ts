import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { startTraceCollector } from './trace-collector.ts';

// A process loads all its modules: on a busy machine that alone takes half a minute.
vi.setConfig({ testTimeout: 120_000 });

interface Loaded {
  readonly status: number;
  /** Packages of OpenTelemetry, each with the packages that loaded it. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** What was registered for the whole process. */
  readonly registered: readonly string[];
}

/** Starts the subgraph in a process of its own, asks it once, and tells which modules were loaded by whom. */
const PROGRAM = `
  import { registerHooks } from 'node:module';
  const packageOf = (url) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1] ?? 'this program';
  const loaded = {};
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const name = packageOf(found.url);
      const by = packageOf(context.parentURL ?? '');
      if (name.startsWith('@opentelemetry/') && by !== name) (loaded[name] ??= new Set()).add(by);
      return found;
    },
  });
  const { parseConfig } = await import(${JSON.stringify(urlOf('src/config.ts'))});
  const { createLogger } = await import(${JSON.stringify(urlOf('src/observability/logger.ts'))});
  const { startSubgraph } = await import(${JSON.stringify(urlOf('src/start.ts'))});
  const config = parseConfig({ AUTH_MODE: 'none', PORT: '0', STORE_URL: 'sqlite://:memory:', CACHE_URL: 'memory', ...process.env });
  const subgraph = await startSubgraph(config, { log: createLogger({ level: 'silent' }) });
  const response = await fetch(subgraph.url + '/graphql', { method: 'POST',
    headers: { 'content-type': 'application/json' }, body: '{"query":"{ __typename }"}' });
  await response.text();
  const registered = Object.keys(globalThis[Symbol.for('opentelemetry.js.api.1')] ?? {});
  await subgraph.stop();
  const packages = Object.fromEntries(Object.entries(loaded).map(([name, by]) => [name, [...by]]));
  console.log(JSON.stringify({ status: response.status, packages, registered }));`;

async function startedWith(env: Readonly<Record<string, string>>): Promise<Loaded> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    env: { NODE_ENV: 'production', ...env },
  });
  return JSON.parse(stdout);
}

test('without an address this program loads no module of OpenTelemetry, and nothing is sent', async () => {
  const { status, packages, registered } = await startedWith({});
  expect(status).toBe(200);
  // The metrics' library asks for the interface by itself.
  expect(packages).toEqual({ '@opentelemetry/api': ['prom-client'] });
  expect(registered).toEqual([]);
});

test('with an address its libraries are loaded, and none is registered for the whole process', async () => {
  await using collector = await startTraceCollector();
  const { status, packages, registered } = await startedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  expect(status).toBe(200);
  expect(packages['@opentelemetry/sdk-trace-base']).toEqual(['this program']);
  expect(registered).toEqual([]);
  expect(collector.spans).toHaveLength(1);
});

function urlOf(path: string): string {
  return new URL(`../../${path}`, import.meta.url).href;
}
