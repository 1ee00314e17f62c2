import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { table } from '../support/entities.ts';
import { type Stack, startStack } from '../support/start-stack.ts';
import { startTraceCollector } from './trace-collector.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const QUERY = `query Page($references: [_Any!]!) {
  _entities(representations: $references) { ... on Table { dbtDescription } } }`;
const VARIABLES = { references: [table('marts.orders')] };

const linesOf = ({ log }: Stack, part: string) =>
  log.text
    .split('\n')
    .filter((line) => line.includes(part))
    .map((line) => JSON.parse(line));

test('a line says who speaks, about whose request, and in which trace', async () => {
  await using collector = await startTraceCollector();
  await using stack = await startStack({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: 'debug' },
  });
  stack.log.clear();
  const post = (requestId: string, query: string) =>
    ask(`${stack.url}/graphql`, query, VARIABLES, { 'x-request-id': requestId });
  await post('planned-1', QUERY);
  await post('executed-1', '{ __typename }');
  await fetch(`${stack.url}/graphql`, { method: 'PUT', headers: { 'x-request-id': 'refused-1' } });
  await stack.stopSubgraph();

  const who = { level: 'debug', service: 'dbt-metadata-subgraph', version };
  for (const requestId of ['planned-1', 'executed-1', 'refused-1']) {
    const span = collector.spans.find(({ attributes }) => attributes['request.id'] === requestId);
    const about = { requestId, trace_id: span?.traceId, span_id: span?.spanId };
    const tenant = requestId === 'refused-1' ? {} : { tenant: 'default' };
    expect(linesOf(stack, requestId)).toMatchObject([{ ...who, ...about, ...tenant }]);
  }
});

test('a line of a process that traces nothing names no trace', async () => {
  await using stack = await startStack({ env: { LOG_LEVEL: 'debug' } });
  expect(linesOf(stack, 'request answered')).not.toEqual([]);
  expect(stack.log.text).not.toMatch(/trace_id|span_id/);
});

test('a connection that dbt begins to refuse, or to serve again, is said once each time', async () => {
  const clock = { nowMs: Date.UTC(2026, 1, 3) };
  await using stack = await startStack({ env: { LOG_LEVEL: 'info' }, now: () => clock.nowMs });
  const read = async (name: string) => {
    await stack.query(QUERY, { references: [table(name)] });
    // How the connection stands is written behind the answers; whoever asks for it waits for that.
    await stack.query('{ dbtIntegration { status } }');
  };
  stack.discovery.switchboard.set({ rateLimit: { retryAfterSeconds: 120 } });
  await read('marts.orders');
  await read('marts.customers');
  const about = { level: 'info', tenant: 'default', revision: 1 };
  const limited = { ...about, from: 'CONNECTED', to: 'RATE_LIMITED', code: 'DBT_RATE_LIMITED' };
  expect(linesOf(stack, 'another status')).toMatchObject([limited]);
  stack.discovery.switchboard.reset();
  clock.nowMs += 120_000;
  await read('marts.orders');
  await read('marts.customers');
  const served = { ...about, from: 'RATE_LIMITED', to: 'CONNECTED' };
  expect(linesOf(stack, 'another status')).toMatchObject([limited, served]);
  expect(stack.log.text).not.toContain(stack.serviceToken);
});
