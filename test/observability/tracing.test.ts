import { expect, test } from 'vitest';
import { CONFIGURE_MUTATION } from '../../demo/queries.ts';
import { VERSION as version } from '../../src/observability/service.ts';
import { ask } from '../support/ask.ts';
import { askEntities, table } from '../support/entities.ts';
import { DEMO_ENVIRONMENTS, type Stack, startStack } from '../support/start-stack.ts';
import { startRecordingProxy } from './recording-proxy.ts';
import { type SentSpan, startTraceCollector } from './trace-collector.ts';

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER_SPAN_ID = '00f067aa0ba902b7';
const QUERY = `query Page($references: [_Any!]!) {
  _entities(representations: $references) { ... on Table { dbtDescription } } }`;
const VARIABLES = { references: [table('marts.orders'), table('marts.customers')] };

const startTraced = (otlpEndpoint: string, env: Readonly<Record<string, string>> = {}) =>
  startStack({
    environments: DEMO_ENVIRONMENTS.slice(0, 1),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint, ...env },
  });

const askTraced = (stack: Stack, headers: Readonly<Record<string, string>>) =>
  ask(`${stack.url}/graphql`, QUERY, VARIABLES, headers);

const named = (spans: readonly SentSpan[], name: string) => spans.filter((span) => span.name === name);

test('a request is one span below its caller, and each call to dbt one below the request', async () => {
  await using collector = await startTraceCollector();
  await using stack = await startTraced(collector.url);
  const { body } = await askTraced(stack, {
    traceparent: `00-${TRACE_ID}-${CALLER_SPAN_ID}-01`,
    tracestate: 'vendor=entry-of-the-router',
    authorization: 'Bearer private-credential',
    'x-request-id': 'request-of-the-page',
  });
  expect(body.errors).toBeUndefined();
  await stack.stopSubgraph();

  expect(new Set(collector.paths)).toEqual(new Set(['/v1/traces']));
  const ofTrace = collector.spans.filter((span) => span.traceId === TRACE_ID);
  const [server, ...otherServers] = ofTrace.filter((span) => span.kind === SERVER);
  expect(otherServers).toEqual([]);
  expect(server).toMatchObject({
    name: 'graphql query Page',
    parentSpanId: CALLER_SPAN_ID,
    traceState: 'vendor=entry-of-the-router',
    status: 0,
    resource: { 'service.name': 'dbt-metadata-subgraph', 'service.version': version },
    attributes: {
      'request.id': 'request-of-the-page',
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Page',
      'graphql.references': 2,
      'http.response.status_code': 200,
    },
  });
  // The index was read when the integration was saved.
  const [saving] = named(collector.spans, 'graphql mutation Configure');
  expect(named(collector.spans, 'dbt DbtIndex')).toMatchObject([{ parentSpanId: saving?.spanId }]);
  const calls = ofTrace.filter((span) => span.kind === CLIENT);
  expect(calls.map(({ name }) => name)).toEqual(['dbt DbtNodeDetails']);
  for (const call of calls) {
    expect(call.parentSpanId).toBe(server?.spanId);
    expect(call.attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': new URL(stack.discovery.url).host,
      'http.response.status_code': 200,
    });
  }
});

test('no span holds a token, a header, a variable or a document', async () => {
  await using collector = await startTraceCollector();
  await using stack = await startTraced(collector.url);
  await askTraced(stack, {
    traceparent: `00-${TRACE_ID}-${CALLER_SPAN_ID}-01`,
    baggage: 'user=private-baggage',
    authorization: 'Bearer private-credential',
  });
  stack.discovery.switchboard.set({ status: 401 });
  await askEntities(stack, [table('raw.customers')], '... on Table { dbtDescription }');
  await stack.stopSubgraph();

  expect(named(collector.spans, 'graphql mutation Configure')).toHaveLength(1);
  for (const secret of [stack.serviceToken, 'private-', 'marts', 'orders', '_entities', 'Bearer'])
    expect(collector.text).not.toContain(secret);
});

test('a name of any length takes a hundred characters of a span', async () => {
  await using collector = await startTraceCollector();
  await using stack = await startTraced(collector.url);
  await ask(`${stack.url}/graphql`, `query ${'N'.repeat(100_000)} { __typename }`);
  await stack.stopSubgraph();
  const spans = collector.spans.filter(({ name }) => name.includes('NNN'));
  expect(spans).toMatchObject([{ attributes: { 'graphql.operation.name': 'N'.repeat(100) } }]);
  expect(spans[0]?.name).toHaveLength(100);
});

test('failures are codes, of dbt as of the request', async () => {
  await using collector = await startTraceCollector();
  await using stack = await startTraced(collector.url);
  stack.discovery.switchboard.set({ status: 401 });
  await askEntities(stack, [table('marts.orders')], '... on Table { dbtDescription }');
  await ask(`${stack.url}/graphql`, 'query Broken {');
  const unreadable = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  expect(unreadable.status).toBe(400);
  await stack.stopSubgraph();

  expect(named(collector.spans, 'graphql query anonymous')).toMatchObject([
    { status: ERROR, attributes: { 'graphql.error.codes': ['DBT_TOKEN_REJECTED'] } },
  ]);
  expect(
    collector.spans.filter((span) => span.attributes['http.response.status_code'] === 401),
  ).toMatchObject([{ name: 'dbt DbtNodeDetails', kind: CLIENT, status: ERROR }]);
  expect(named(collector.spans, 'graphql anonymous')).toMatchObject([
    {
      status: ERROR,
      attributes: { 'graphql.error.codes': ['GRAPHQL_PARSE_FAILED'], 'http.response.status_code': 400 },
    },
  ]);
  expect(named(collector.spans, 'graphql')).toMatchObject([
    { status: 0, attributes: { 'http.response.status_code': 400 } },
  ]);
});

test('a call without an answer has the code of its failure', async () => {
  await using collector = await startTraceCollector();
  await using stack = await startTraced(collector.url, { DBT_DEADLINE_MS: '2000' });
  await stack.discovery.close();
  await askTraced(stack, { traceparent: `00-${TRACE_ID}-${CALLER_SPAN_ID}-01` });
  await stack.stopSubgraph();
  const calls = collector.spans.filter((span) => span.traceId === TRACE_ID && span.kind === CLIENT);
  expect(calls).not.toEqual([]);
  for (const call of calls)
    expect(call).toMatchObject({ status: ERROR, attributes: { 'error.type': 'DBT_UNREACHABLE' } });
});

test('a caller who does not sample is not traced; one without a usable parent begins a trace', async () => {
  await using collector = await startTraceCollector();
  await using stack = await startTraced(`${collector.url}/otlp/`);
  await askTraced(stack, { traceparent: `00-${TRACE_ID}-${CALLER_SPAN_ID}-00` });
  await askTraced(stack, { traceparent: 'nonsense' });
  await stack.stopSubgraph();
  expect(new Set(collector.paths)).toEqual(new Set(['/otlp/v1/traces']));
  expect(named(collector.spans, 'graphql query Page')).toMatchObject([{ parentSpanId: undefined }]);
  expect(collector.text).not.toContain(TRACE_ID);
});

test('a collector that refuses costs no request anything, and is told of once', async () => {
  await using collector = await startTraceCollector(400);
  await using stack = await startTraced(collector.url);
  const { body } = await askTraced(stack, {});
  expect(body.errors).toBeUndefined();
  await stack.stopSubgraph();
  expect(collector.paths).not.toEqual([]);
  expect(stack.log.text.match(/traces could not be sent/g)).toHaveLength(1);
});

test('a collector that never answers does not hold up the end', async () => {
  await using collector = await startTraceCollector(null);
  await using stack = await startTraced(collector.url);
  await askTraced(stack, {});
  await stack.stopSubgraph();
  // The sender has not given up: it was not waited for.
  expect(collector.waiting).toBe(1);
});

test('dbt is told of no trace, and of nothing that travels with one', async () => {
  await using collector = await startTraceCollector();
  let discoveryUrl = '';
  const dbt = await startRecordingProxy(() => new URL(discoveryUrl).origin);
  await using stack = await startStack({
    environments: DEMO_ENVIRONMENTS.slice(0, 1),
    connect: false,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, DBT_ALLOWED_HOSTS: dbt.origin },
  });
  discoveryUrl = stack.discovery.url;
  const headers = {
    traceparent: `00-${TRACE_ID}-${CALLER_SPAN_ID}-01`,
    tracestate: 'vendor=entry-of-the-router',
    baggage: 'user=private-baggage',
  };
  const input = { apiHost: dbt.origin, serviceToken: stack.serviceToken, environmentIds: ['834'] };
  await ask(`${stack.url}/graphql`, CONFIGURE_MUTATION, { input }, headers);
  const { body } = await askTraced(stack, headers);
  expect(body.data._entities).toMatchObject([
    { dbtDescription: expect.any(String) },
    { dbtDescription: expect.any(String) },
  ]);
  await stack.stopSubgraph();
  expect(named(collector.spans, 'dbt DbtNodeDetails')).toMatchObject([{ traceId: TRACE_ID }]);
  expect(dbt.headers.length).toBeGreaterThan(1);
  for (const sent of dbt.headers) expect(Object.keys(sent)).not.toContain('traceparent');
  const text = JSON.stringify(dbt.headers);
  for (const told of [TRACE_ID, 'tracestate', 'baggage', 'entry-of-the-router'])
    expect(text).not.toContain(told);
});
