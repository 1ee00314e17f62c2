import { expect, test } from 'vitest';
import { parsePushTokens } from '../../../discovery/arrivals/push/push-tokens.ts';
import { artifact } from './fixtures/archives.ts';
import { PUSH_TOKEN, push, servePushes } from './fixtures/serve-pushes.ts';

const OWN = [
  { token: 'token_of_834', environmentId: 834 },
  { token: 'token_of_835', environmentId: 835 },
];

test.each([
  ['none', ''],
  ['a wrong one', 'Bearer push_only_for_test'],
  ['one without its scheme', PUSH_TOKEN],
  ['one with another scheme', `Basic ${PUSH_TOKEN}`],
])('a push needs a token: %s is 401', async (_name, authorization) => {
  const server = await servePushes();
  const reply = await push(server, 'PUT', '/834/manifest.json', artifact('m'), { authorization });
  expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(reply.body.message).toContain('A push token is needed');
  expect(server.memory.calls).toBe(0);
});

test('a token of another environment is 403, one of its own is taken', async () => {
  const server = await servePushes({ tokens: OWN });
  const authorization = 'Bearer token_of_835';
  const other = await push(server, 'PUT', '/834/manifest.json', artifact('m'), { authorization });
  expect([other.status, other.body.message]).toEqual([
    403,
    'This push token is of another environment than 834.',
  ]);
  expect(server.memory.calls).toBe(0);
  const own = await push(server, 'PUT', '/835/manifest.json', artifact('m'), { authorization });
  expect(own.status).toBe(200);
});

test('a token of one environment does not learn which others there are', async () => {
  const server = await servePushes({ tokens: OWN });
  const authorization = 'Bearer token_of_835';
  const reply = await push(server, 'PUT', '/999/manifest.json', artifact('m'), { authorization });
  expect(reply.status).toBe(403);
});

test('an unknown environment is 404 and the known ones are named', async () => {
  const server = await servePushes();
  const reply = await push(server, 'PUT', '/999/manifest.json', artifact('m'));
  expect([reply.status, reply.body.message]).toEqual([
    404,
    'There is no environment 999 here: this program serves 834, 835.',
  ]);
});

test('without a push token the answer says how pushes are turned on', async () => {
  const server = await servePushes({ tokens: [] });
  const reply = await push(server, 'PUT', '/834/manifest.json', artifact('m'));
  expect(reply.status).toBe(404);
  expect(reply.body.message).toContain('--push-token');
  expect(server.memory.calls).toBe(0);
});

test.each([
  ['GET', '/834', 'POST'],
  ['HEAD', '/834', 'POST'],
  ['PUT', '/834', 'POST'],
  ['GET', '/834/manifest.json', 'PUT'],
  ['HEAD', '/834/manifest.json', 'PUT'],
  ['POST', '/834/manifest.json', 'PUT'],
  ['DELETE', '/834/manifest.json', 'PUT'],
])('%s %s is 405 and names %s', async (method, path, allow) => {
  const server = await servePushes();
  const reply = await push(server, method, path, null);
  expect([reply.status, reply.headers.get('allow')]).toEqual([405, allow]);
});

test.each(['', '/', '/shop', '/834/target.tgz', '/834/semantic_manifest.json', '/834/a/manifest.json'])(
  'nothing is pushed to /artifacts%s',
  async (path) => {
    const server = await servePushes();
    const reply = await push(server, 'PUT', path, artifact('m'));
    expect(reply.status).toBe(404);
    expect(reply.body.message.length).toBeGreaterThan(20);
    expect(server.memory.calls).toBe(0);
  },
);

test('tokens are in no answer, no line of the log and no event', async () => {
  const server = await servePushes({ tokens: [...OWN, { token: PUSH_TOKEN, environmentId: null }] });
  const bodies: unknown[] = [];
  for (const token of [PUSH_TOKEN, 'token_of_834', 'token_of_835', 'unknown_token']) {
    for (const path of [`/834/manifest.json?token=${token}`, '/834', `/834/${token}`, `/${token}`]) {
      const authorization = `Bearer ${token}`;
      const { body } = await push(server, path.includes('.json') ? 'PUT' : 'POST', path, 'no json', {
        authorization,
      });
      bodies.push(body);
    }
  }
  const all = JSON.stringify([bodies, server.lines, server.answered]);
  expect(bodies).toHaveLength(16);
  expect(server.lines.length).toBeGreaterThan(2);
  expect(all).not.toMatch(/push_only_for_tests|token_of_|unknown_token/);
});

test('a token is given for all environments or for one', () => {
  const { tokens, problems } = parsePushTokens(['abc', '834=d=e', 'x=y'], ['reading']);
  expect(tokens).toEqual([
    { token: 'abc', environmentId: null },
    { token: 'd=e', environmentId: 834 },
    { token: 'x=y', environmentId: null },
  ]);
  expect(problems).toEqual([]);
});

test('a token with blanks and a token that reads are problems, and are not repeated', () => {
  const { problems } = parsePushTokens(['834=a secret', 'reading'], ['reading']);
  expect(problems).toHaveLength(2);
  expect(problems.join()).not.toMatch(/secret|reading\b/);
  expect(parsePushTokens([''], []).problems).toHaveLength(1);
});
