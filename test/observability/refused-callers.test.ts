import { expect, test } from 'vitest';
import { startGraph } from '../admin/support.ts';
import { startIssuer } from '../security/issuer.ts';
import type { Lines } from '../support/lines.ts';

const SECRET = 'the-secret-of-the-gateway';
const WRONG_SECRET = 'some-other-secret-of-16';
const FIELDS = '{ dbtIntegration { status } }';

const refusalsIn = (log: Lines) =>
  log.text
    .split('\n')
    .filter((line) => line.includes('callers were refused'))
    .map((line) => JSON.parse(line));

test('who was refused is said at once, then once a minute with a count, then when the process stops', async () => {
  const clock = { nowMs: Date.UTC(2026, 1, 3) };
  const env = { AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET, LOG_LEVEL: 'info' };
  const graph = await startGraph(env, () => clock.nowMs);
  const ask = async (requestId: string) => {
    const headers = { 'x-gateway-secret': WRONG_SECRET, 'x-request-id': requestId };
    expect((await graph.ask(FIELDS, {}, headers)).status).toBe(401);
  };
  for (const id of ['first', 'second', 'third']) await ask(id);
  clock.nowMs += 60_000;
  for (const id of ['fourth', 'fifth']) await ask(id);
  const reason = 'This server answers calls of its gateway only (see x-gateway-secret).';
  const said = [
    { level: 'info', reason, count: 1, requestId: 'first' },
    { level: 'info', reason, count: 3, requestId: 'fourth' },
  ];
  expect(refusalsIn(graph.log)).toMatchObject(said);
  await graph.stop();
  expect(refusalsIn(graph.log)).toMatchObject([...said, { reason, count: 1 }]);
  expect(graph.log.text).not.toContain(WRONG_SECRET);
});

test('a clock that is set back does not silence who was refused', async () => {
  const clock = { nowMs: Date.UTC(2026, 1, 3) };
  const env = { AUTH_MODE: 'gateway', GATEWAY_SECRET: SECRET, LOG_LEVEL: 'info' };
  const graph = await startGraph(env, () => clock.nowMs);
  await graph.ask(FIELDS);
  clock.nowMs -= 3_600_000;
  await graph.ask(FIELDS);
  await graph.ask(FIELDS);
  expect(refusalsIn(graph.log).map(({ count }) => count)).toEqual([1, 1]);
});

test('each kind of refused token has a line of its own, without the token; whoever asks for the schema has none', async () => {
  const issuer = await startIssuer();
  const graph = await startGraph({ ...issuer.env, LOG_LEVEL: 'info' });
  const callers = [
    await issuer.bearer({ exp: 1_000_000_000 }),
    await issuer.bearer({ aud: 'somebody-else' }),
  ];
  expect((await graph.ask('{ _service { sdl } }')).status).toBe(200);
  expect(refusalsIn(graph.log)).toEqual([]);
  for (const caller of [...callers, ...callers]) {
    expect((await graph.ask(FIELDS, {}, caller)).status).toBe(401);
  }
  await graph.ask(FIELDS);
  expect(refusalsIn(graph.log)).toMatchObject([
    { reason: 'The token has expired.', count: 1 },
    { reason: 'The token was made for another audience.', count: 1 },
    { reason: 'A bearer token is required in the authorization header.', count: 1 },
  ]);
  for (const { authorization } of callers) expect(graph.log.text).not.toContain(authorization.slice(-40));
});
