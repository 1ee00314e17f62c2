import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PATIENT } from '../support/patience.ts';
import { startTraceCollector } from './trace-collector.ts';

// A process loads all its modules: on a busy machine that alone takes half a minute.
vi.setConfig({ testTimeout: 120_000 });

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SAMPLED = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };
const HEADERS = 'x-collector-key=private-collector-key,x-other=value%20with%20blanks';

/** The real program with variables of OpenTelemetry, which its libraries read from the process alone. */
async function startProgram(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: {
      ...{ NODE_ENV: 'production', AUTH_MODE: 'none', PORT: '0' },
      ...{ STORE_URL: 'sqlite://:memory:', CACHE_URL: 'memory', LOG_LEVEL: 'debug' },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const failed = text(child.stderr);
  const lines: string[] = [];
  let url = '';
  const listening = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    url ||= JSON.parse(line).url ?? '';
    if (url !== '') listening.resolve();
  });
  await Promise.race([
    listening.promise,
    ended.then(async () => {
      throw new Error(`The program ended: ${await failed}`);
    }),
  ]);
  return {
    lines,
    async ask(name: string, headers: Readonly<Record<string, string>> = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: `query ${name} { __typename }` }),
      });
      expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    },
    stop: () => stop(child, ended),
  };
}

async function stop(child: ChildProcess, ended: Promise<unknown[]>): Promise<void> {
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}

test('name, attributes and headers are those of the variables; headers stay out of the log', async () => {
  await using collector = await startTraceCollector();
  const program = await startProgram({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/tenant/in`,
    OTEL_EXPORTER_OTLP_HEADERS: HEADERS,
    OTEL_SERVICE_NAME: 'catalogue-dbt',
    OTEL_RESOURCE_ATTRIBUTES:
      'deployment.environment.name=staging,k8s.pod.name=dbt%2D0,service.version=other',
  });
  await program.ask('Named', SAMPLED);
  await program.stop();
  expect(collector.paths).toEqual(['/tenant/in']);
  expect(collector.headers).toMatchObject([
    {
      'content-type': 'application/json',
      'x-collector-key': 'private-collector-key',
      'x-other': 'value with blanks',
    },
  ]);
  expect(collector.spans).toMatchObject([
    {
      name: 'graphql query Named',
      traceId: TRACE_ID,
      resource: {
        'service.name': 'catalogue-dbt',
        'service.version': 'other',
        'deployment.environment.name': 'staging',
        'k8s.pod.name': 'dbt-0',
      },
    },
  ]);
  const log = program.lines.join('\n');
  expect(log).toContain(`"traces":"${collector.url}/tenant/in"`);
  expect(log).not.toContain('private-collector-key');
});

test.each([
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, []],
  [
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
    ['graphql query BelowCaller'],
  ],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, ['graphql query BelowCaller']],
  [{ OTEL_TRACES_SAMPLER: 'always_on' }, ['graphql query BelowCaller', 'graphql query OfItsOwn']],
])('the sampler is obeyed: %j', async (sampler, names) => {
  await using collector = await startTraceCollector();
  const program = await startProgram({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...sampler });
  await program.ask('BelowCaller', SAMPLED);
  await program.ask('OfItsOwn');
  await program.stop();
  expect(collector.spans.map(({ name }) => name)).toEqual(names);
});

test('a batch is sent after the delay of the variable, and given up after its timeout, without a word of its headers', async () => {
  await using collector = await startTraceCollector(null);
  const program = await startProgram({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: HEADERS,
    OTEL_EXPORTER_OTLP_TIMEOUT: '20',
    OTEL_BSP_SCHEDULE_DELAY: '1',
  });
  await program.ask('Lost');
  const isTold = () => program.lines.some((line) => line.includes('traces could not be sent'));
  await vi.waitFor(() => expect(isTold()).toBe(true), PATIENT);
  expect(program.lines.join('\n')).not.toContain('private-collector-key');
  await program.stop();
});

test.each<Readonly<Record<string, string>>>([
  { OTEL_SDK_DISABLED: 'true' },
  { OTEL_TRACES_EXPORTER: 'none' },
])('with %j nothing is sent', async (off) => {
  await using collector = await startTraceCollector();
  const program = await startProgram({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...off });
  await program.ask('Untraced', SAMPLED);
  await program.stop();
  expect(collector.paths).toEqual([]);
  expect(program.lines.join('\n')).not.toContain('trace_id');
});
