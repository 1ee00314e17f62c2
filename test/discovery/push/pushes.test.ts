import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { artifact, tarOf } from './fixtures/archives.ts';
import { push, servePushes } from './fixtures/serve-pushes.ts';

const TEXT = artifact('one');

test.each([
  ['plain', '/834/run_results.json', TEXT, {}],
  ['gzip with its header', '/834/run_results.json', gzipSync(TEXT), { 'content-encoding': 'gzip' }],
  ['gzip without a header', '/834/run_results.json', gzipSync(TEXT), {}],
  ['a .json.gz', '/834/run_results.json.gz', gzipSync(TEXT), {}],
  [
    'a .json.gz, gzipped on its way',
    '/834/run_results.json.gz',
    gzipSync(gzipSync(TEXT)),
    {
      'content-encoding': 'gzip',
    },
  ],
  ['plain behind a proxy that unpacked it', '/834/run_results.json.gz', TEXT, { 'content-encoding': 'gzip' }],
])('one artifact is taken: %s', async (_name, path, body, headers) => {
  const server = await servePushes();
  const reply = await push(server, 'PUT', path, body, headers);
  const file = path.split('/').at(-1);
  expect(reply.status).toBe(200);
  expect(reply.body).toEqual({ environment: 834, artifacts: [{ file, outcome: 'new', nodes: 1 }] });
  expect(server.memory.stored).toEqual([
    { environmentId: 834, kind: 'run_results', origin: file, text: TEXT },
  ]);
  expect(server.lines).toEqual([`Environment 834: pushed ${file} new (1 node)`]);
});

test.each([
  ['manifest.json', 'manifest'],
  ['catalog.json', 'catalog'],
  ['sources.json', 'sources'],
  ['sources.json.gz', 'sources'],
  ['run_results_2026-03-01.json', 'run_results'],
])('%s is taken as what its name says', async (file, kind) => {
  const server = await servePushes();
  await push(server, 'PUT', `/835/${file}`, TEXT);
  expect(server.memory.stored).toEqual([{ environmentId: 835, kind, origin: file, text: TEXT }]);
});

const TARGET = {
  'target/manifest.json': artifact('manifest'),
  'target/run_results.json': artifact('run'),
  'target/run_results_1.json.gz': gzipSync(artifact('run 1')),
  './catalog.json': artifact('catalog'),
  'shop/target/sources.json': artifact('sources'),
  'target/compiled/shop/models/manifest.json': artifact('too deep'),
  'target/semantic_manifest.json': artifact('other'),
  'target/run/shop/orders.sql': 'select 1',
};

test.each(['tar', 'tar.gz', 'tar.gz with its header'])('the artifacts of a %s are taken', async (form) => {
  const server = await servePushes();
  const tar = await tarOf(TARGET);
  const body = form === 'tar' ? tar : gzipSync(tar);
  const headers: Record<string, string> = form.endsWith('header') ? { 'content-encoding': 'gzip' } : {};
  const reply = await push(server, 'POST', '/834', body, headers);
  expect(reply.status).toBe(200);
  expect(server.memory.stored.map(({ kind, origin, text }) => [kind, origin, JSON.parse(text).mark])).toEqual(
    [
      ['manifest', 'target/manifest.json', 'manifest'],
      ['run_results', 'target/run_results.json', 'run'],
      ['run_results', 'target/run_results_1.json.gz', 'run 1'],
      ['catalog', 'catalog.json', 'catalog'],
      ['sources', 'shop/target/sources.json', 'sources'],
    ],
  );
  expect(server.memory.calls).toBe(1);
});

test('what was pushed before is known', async () => {
  const server = await servePushes();
  const body = gzipSync(await tarOf({ 'manifest.json': artifact('m'), 'run_results.json': artifact('r') }));
  await push(server, 'POST', '/834/', body);
  const again = await push(server, 'POST', '/834/', body);
  expect([again.status, again.body.artifacts]).toEqual([
    200,
    [
      { file: 'manifest.json', outcome: 'known' },
      { file: 'run_results.json', outcome: 'known' },
    ],
  ]);
  expect(server.memory.stored).toHaveLength(2);
});

test('an artifact that is refused keeps out those beside it, and gives the status', async () => {
  const server = await servePushes();
  const body = await tarOf({
    'manifest.json': artifact('m', 'bakery'),
    'catalog.json': 'no json',
    'run_results.json': artifact('r'),
  });
  const reply = await push(server, 'POST', '/834', body);
  expect(reply.status).toBe(409);
  expect(reply.body.artifacts).toEqual([
    {
      file: 'manifest.json',
      outcome: 'refused',
      reason: 'manifest.json is of the project "bakery", not "shop".',
    },
    { file: 'catalog.json', outcome: 'refused', reason: 'catalog.json is not JSON: send it again.' },
    { file: 'run_results.json', outcome: 'not stored' },
  ]);
  expect(server.answered.map(({ status, verdicts }) => [status, verdicts.length])).toEqual([[409, 3]]);
});

test('a memory that fails is no fault of the sender, who may send again', async () => {
  const server = await servePushes();
  server.memory.before = () => {
    throw new Error('disk full at /secret/place');
  };
  const reply = await push(server, 'PUT', '/834/manifest.json', TEXT);
  expect(reply.status).toBe(500);
  expect(reply.body.message).toContain('could not be stored');
  expect(reply.body.message).not.toContain('/secret/place');
  expect(server.lines).toEqual(['Environment 834: a push is not taken: disk full at /secret/place']);
  server.memory.before = () => {};
  expect((await push(server, 'PUT', '/834/manifest.json', TEXT)).status).toBe(200);
});

test('pushes at the same time are all taken, each for its own environment', async () => {
  const server = await servePushes();
  const marks = Array.from({ length: 30 }, (_, index) => index);
  const replies = await Promise.all(
    marks.map(async (mark) => {
      const body = gzipSync(await tarOf({ 'run_results.json': artifact(String(mark)) }));
      return push(server, 'POST', `/${834 + (mark % 2)}`, body);
    }),
  );
  expect(replies.map(({ status }) => status)).toEqual(marks.map(() => 200));
  const stored = server.memory.stored.map(
    ({ environmentId, text }) => `${environmentId} ${JSON.parse(text).mark}`,
  );
  expect(stored.sort()).toEqual(marks.map((mark) => `${834 + (mark % 2)} ${mark}`).sort());
});
