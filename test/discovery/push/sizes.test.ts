import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { collectArtifact } from '../../../discovery/arrivals/push/collect.ts';
import { DEFAULT_LIMITS } from '../../../discovery/arrivals/push/limits.ts';
import { createRoom } from '../../../discovery/arrivals/push/room.ts';
import { artifact, tarOf } from './fixtures/archives.ts';
import { zeroMember, zeros } from './fixtures/bombs.ts';
import { push, servePushes } from './fixtures/serve-pushes.ts';

test.each([
  ['PUT', '/834/manifest.json', 'manifest.json is larger than 256 MB'],
  ['PUT', '/834/manifest.json.gz', 'manifest.json.gz is larger than 256 MB'],
  ['POST', '/834', 'The archive, unpacked, is larger than 1024 MB'],
])('2 GB of zeros in gzip are refused: %s %s', async (method, path, message) => {
  const server = await servePushes();
  const reply = await push(server, method, path, zeros(2));
  expect([reply.status, reply.body.message]).toEqual([413, expect.stringContaining(message)]);
  expect(server.memory.calls).toBe(0);
});

test('2 GB of zeros in gzip in an archive are refused', async () => {
  const server = await servePushes();
  const body = await tarOf({ 'manifest.json': artifact('m'), 'catalog.json.gz': zeros(2) });
  const reply = await push(server, 'POST', '/834', body);
  expect([reply.status, reply.body.message]).toEqual([
    413,
    expect.stringContaining('catalog.json.gz is larger than 256 MB'),
  ]);
  expect(server.memory.calls).toBe(0);
});

test('a gzip that grows without end is read no further than to its bound', async () => {
  const member = zeroMember();
  let read = 0;
  async function* endless() {
    for (;;) {
      read += 1;
      yield member;
    }
  }
  const limits = { ...DEFAULT_LIMITS, artifactBytes: 64 * 1024 * 1024 };
  const share = createRoom(limits.heldBytes).share();
  await expect(collectArtifact(endless(), 'manifest.json', limits, share)).rejects.toMatchObject({
    status: 413,
  });
  // Four members of 16 MB fill the bound; the rest is what streams read ahead.
  expect(read).toBeLessThan(40);
});

test('a body that says it is too large is refused before it is sent', async () => {
  const server = await servePushes({ limits: { bodyBytes: 1000 } });
  const reply = await push(server, 'PUT', '/834/manifest.json', 'x'.repeat(1001));
  expect([reply.status, reply.body.message]).toEqual([
    413,
    'The body is larger than 1000 bytes: send fewer artifacts at a time.',
  ]);
});

test('a body that does not say how large it is is refused once it is too large', async () => {
  const server = await servePushes({ limits: { bodyBytes: 1000 } });
  for (const [method, path] of [
    ['PUT', '/834/manifest.json'],
    ['POST', '/834'],
  ] as const) {
    const body = new Blob(['x'.repeat(1001)]).stream();
    const reply = await push(server, method, path, body);
    expect([reply.status, reply.body.message]).toEqual([
      413,
      'The body is larger than 1000 bytes: send fewer artifacts at a time.',
    ]);
  }
  expect(server.memory.calls).toBe(0);
});

test('a sender that sends all before it listens still reads why it is refused', async () => {
  const server = await servePushes({ limits: { artifactBytes: 1000 } });
  const body = Buffer.alloc(20 * 1024 * 1024, 'x');
  const replies = [
    await push(server, 'PUT', '/834/manifest.json', body),
    await push(server, 'PUT', '/834/manifest.json', body, { authorization: 'Bearer wrong' }),
    await push(server, 'PUT', '/834/other.json', body),
  ];
  expect(replies.map(({ status }) => status)).toEqual([413, 401, 404]);
});

test.each([
  [{ 'content-encoding': 'br' }, 'plain or as gzip'],
  [{ 'content-encoding': 'gzip, br' }, 'plain or as gzip'],
  [{ 'content-type': 'multipart/form-data; boundary=x' }, 'curl --upload-file'],
])('a body in another form is refused with what is read instead: %j', async (headers, remedy) => {
  const server = await servePushes();
  const reply = await push(server, 'PUT', '/834/manifest.json', artifact('m'), headers);
  expect([reply.status, reply.body.message]).toEqual([415, expect.stringContaining(remedy)]);
  expect(server.memory.calls).toBe(0);
});

test('a gzip that ends in the middle is refused', async () => {
  const server = await servePushes();
  const reply = await push(server, 'PUT', '/834/manifest.json', gzipSync(artifact('m')).subarray(0, -9));
  expect([reply.status, reply.body.message]).toEqual([400, 'manifest.json is no whole gzip: send it again.']);
});

test('pushes that would hold too much together are told to come again, and find room once others are stored', async () => {
  const server = await servePushes({ limits: { heldBytes: 1000 } });
  const release = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  server.memory.before = () => {
    arrived.resolve();
    return release.promise;
  };
  const first = push(server, 'PUT', '/834/manifest.json', artifact('a'.repeat(700)));
  await arrived.promise;
  const second = await push(server, 'PUT', '/834/catalog.json', artifact('b'.repeat(700)));
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '2']);
  release.resolve();
  expect((await first).status).toBe(200);
  expect((await push(server, 'PUT', '/834/catalog.json', artifact('b'.repeat(700)))).status).toBe(200);
});
