import { gzipSync } from 'node:zlib';
import type { Header } from 'tar-stream';
import { expect, test } from 'vitest';
import { artifact, type TarEntry, tarOf, tarOfEntries } from './fixtures/archives.ts';
import { push, servePushes } from './fixtures/serve-pushes.ts';

const GOOD: TarEntry = { header: { name: 'manifest.json' }, content: artifact('m') };

test.each([
  '../manifest.json',
  'target/../../manifest.json',
  'target/..',
  '/etc/manifest.json',
  '..\\manifest.json',
  '\\\\host\\manifest.json',
  'C:\\target\\manifest.json',
  `${'deep/'.repeat(40)}../manifest.json`,
])('an archive that holds %s is refused whole', async (name) => {
  const server = await servePushes();
  const body = await tarOfEntries([GOOD, { header: { name }, content: artifact('x') }]);
  const reply = await push(server, 'POST', '/834', body);
  expect(reply.status).toBe(400);
  expect(reply.body.message).toContain('a path that leads out of it');
  expect(server.memory.calls).toBe(0);
});

test.each<Header['type']>(['symlink', 'link', 'character-device', 'block-device', 'fifo'])(
  'an archive that holds a %s is refused whole, whatever its name',
  async (type) => {
    const server = await servePushes();
    for (const name of ['run_results.json', 'target/other']) {
      const header = { name, type, linkname: '/etc/passwd' };
      const reply = await push(server, 'POST', '/834', await tarOfEntries([GOOD, { header }]));
      expect(reply.status).toBe(400);
      expect(reply.body.message).toBe(`The archive holds a ${type}, "${name}": pack plain files only.`);
    }
    expect(server.memory.calls).toBe(0);
  },
);

test('an entry of a kind that tar does not know is refused', async () => {
  const server = await servePushes();
  const body = await tarOfEntries([GOOD]);
  const reply = await push(server, 'POST', '/834', withType(body, 'Z'));
  expect([reply.status, reply.body.message]).toEqual([
    400,
    'The archive holds a thing of an unknown kind, "manifest.json": pack plain files only.',
  ]);
});

test('a folder that is called like an artifact is none', async () => {
  const server = await servePushes();
  const folder: TarEntry = { header: { name: 'catalog.json/', type: 'directory' } };
  const reply = await push(server, 'POST', '/834', await tarOfEntries([folder, GOOD]));
  expect([reply.status, reply.body.artifacts.length]).toEqual([200, 1]);
});

test('control characters of a name come neither to the log nor to the answer', async () => {
  const server = await servePushes();
  const body = await tarOf({ 'run_results\u001b[31m\n.json': artifact('r') });
  const reply = await push(server, 'POST', '/834', body);
  expect(reply.body.artifacts[0].file).toBe('run_results?[31m?.json');
  expect(server.lines).toEqual(['Environment 834: pushed run_results?[31m?.json new (1 node)']);
});

test('an archive of 100,000 entries is refused before its end', async () => {
  const server = await servePushes();
  const entry = await tarOfEntries([{ header: { name: 'empty.sql' } }]);
  const header = entry.subarray(0, 512);
  const entries = Buffer.concat(Array.from({ length: 100_000 }, () => header));
  // Behind the last entry that is allowed stands what would be refused for another reason.
  const broken = Buffer.alloc(512, 'x');
  const reply = await push(server, 'POST', '/834', gzipSync(Buffer.concat([entries, broken])));
  expect(reply.status).toBe(413);
  expect(reply.body.message).toContain('more than 50000 entries');
  expect(server.memory.calls).toBe(0);
});

test('an archive of more artifacts than are allowed is refused', async () => {
  const server = await servePushes({ limits: { archiveArtifacts: 2 } });
  const files = (count: number) =>
    tarOf(
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`run_results_${i}.json`, artifact(`${i}`)]),
      ),
    );
  const reply = await push(server, 'POST', '/834', await files(3));
  expect([reply.status, reply.body.message]).toEqual([
    413,
    'The archive has more than 2 artifacts: send fewer at a time.',
  ]);
  expect(server.memory.calls).toBe(0);
  expect((await push(server, 'POST', '/834', await files(2))).status).toBe(200);
});

test('an entry that claims more bytes than an archive may have is refused by its header', async () => {
  const server = await servePushes();
  const header = { name: 'manifest.json', size: 9 * 1024 ** 3 };
  const body = (await tarOfEntries([GOOD, GOOD])).subarray();
  const claiming = await headerOf(header);
  const reply = await push(server, 'POST', '/834', Buffer.concat([claiming, body]));
  expect([reply.status, reply.body.message]).toEqual([
    413,
    '"manifest.json" in the archive is larger than 1024 MB: send fewer artifacts at a time.',
  ]);
});

test.each([
  ['text', Buffer.from('no archive at all, but long enough to hold a header of a tar. '.repeat(20))],
  ['an artifact', Buffer.from(artifact('m'.repeat(2000)))],
  ['a short text', Buffer.from('{}')],
  ['a zip', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(1000, 7)])],
  ['gzip of text', gzipSync(Buffer.alloc(2000, 'x'))],
  ['gzip in gzip in gzip', gzipSync(gzipSync(gzipSync(Buffer.alloc(2000, 'x'))))],
])('a body that is no tar but %s is refused with a remedy', async (_name, body) => {
  const server = await servePushes();
  const reply = await push(server, 'POST', '/834', body);
  expect(reply.status).toBe(400);
  expect(reply.body.message).toContain('one artifact alone goes by PUT');
  expect(server.memory.calls).toBe(0);
});

test('a tar that ends in the middle is refused, with what came whole before', async () => {
  const server = await servePushes();
  const whole = await tarOf({
    'manifest.json': artifact('m'),
    'run_results.json': artifact('r'.repeat(5000)),
  });
  for (const bytes of [whole.subarray(0, 4096), gzipSync(whole.subarray(0, 4096))]) {
    const reply = await push(server, 'POST', '/834', bytes);
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining('no whole tar')]);
  }
  expect(server.memory.calls).toBe(0);
});

test('a gzip that ends in the middle, or is damaged, is refused', async () => {
  const server = await servePushes();
  const packed = gzipSync(await tarOf({ 'manifest.json': artifact('m') }));
  const damaged = Buffer.from(packed);
  damaged.fill(0xff, 20, 40);
  for (const bytes of [packed.subarray(0, -12), damaged, packed.subarray(0, 5)]) {
    const reply = await push(server, 'POST', '/834', bytes);
    expect([reply.status, reply.body.message]).toEqual([400, 'The archive is no whole gzip: send it again.']);
  }
  const inner = await tarOf({ 'manifest.json.gz': gzipSync(artifact('m')).subarray(0, -12) });
  const reply = await push(server, 'POST', '/834', inner);
  expect([reply.status, reply.body.message]).toEqual([
    400,
    'manifest.json.gz is no whole gzip: send it again.',
  ]);
  expect(server.memory.calls).toBe(0);
});

test('bytes behind a gzip make it no whole one', async () => {
  const server = await servePushes();
  for (const length of [1, 300_000]) {
    const padded = Buffer.concat([gzipSync(artifact('m')), Buffer.alloc(length, 'x')]);
    const replies = [
      await push(
        server,
        'POST',
        '/834',
        await tarOf({ 'manifest.json.gz': padded, 'sources.json': artifact('s') }),
      ),
      await push(server, 'PUT', '/834/manifest.json.gz', padded),
    ];
    expect(replies.map(({ status }) => status)).toEqual([400, 400]);
  }
  expect(server.memory.calls).toBe(0);
});

test.each([
  ['an empty body', Buffer.alloc(0)],
  ['an empty tar', Buffer.alloc(1024)],
])('%s is refused, since it brings nothing', async (_name, body) => {
  const server = await servePushes();
  const reply = await push(server, 'POST', '/834', body);
  expect([reply.status, reply.body.message]).toEqual([
    422,
    expect.stringContaining("pack dbt's target/ folder"),
  ]);
});

/** A header of a tar whose entry is said to be as large as this. */
async function headerOf(header: TarEntry['header']): Promise<Buffer> {
  const plain = await tarOfEntries([{ header: { name: header.name } }]);
  const bytes = Buffer.from(plain.subarray(0, 512));
  bytes.write(`${(header.size ?? 0).toString(8).padStart(11, '0')} `, 124, 'latin1');
  return withChecksum(bytes);
}

function withType(tar: Buffer, flag: string): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(tar);
  bytes.write(flag, 156, 'latin1');
  withChecksum(bytes);
  return bytes;
}

function withChecksum(bytes: Buffer): Buffer {
  bytes.fill(' ', 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}
