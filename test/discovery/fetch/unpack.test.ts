import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { artifactsAmong } from '../../../discovery/arrivals/artifact-name.ts';
import { createHarvest } from '../../../discovery/arrivals/harvest.ts';
import { collect, unpack } from '../../../discovery/arrivals/unpack.ts';

const MB = 1024 * 1024;

test('gzip is told by its bytes, whatever the file is called', async () => {
  expect(Buffer.from(await unpack('manifest.json', gzipSync('text'))).toString()).toBe('text');
  expect(Buffer.from(await unpack('manifest.json', Buffer.from('text'))).toString()).toBe('text');
  await expect(unpack('manifest.json.gz', Buffer.from('text'))).rejects.toThrow('is not a whole gzip file');
});

test('what grows beyond the limit is stopped while it is unpacked', async () => {
  const zeros = gzipSync(Buffer.alloc(3 * MB));
  await expect(unpack('manifest.json', zeros, 2 * MB)).rejects.toThrow('manifest.json is larger than 2 MB');
  expect((await unpack('manifest.json', zeros, 3 * MB)).byteLength).toBe(3 * MB);
});

test('a stream is left as soon as it is too long', async () => {
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += MB;
      yield new Uint8Array(MB);
    }
  }
  await expect(collect('manifest.json', endless(), 2 * MB)).rejects.toThrow('is larger than 2 MB');
  expect(sent).toBe(3 * MB);
});

test('what is handed over goes before what is wrong, and all that is wrong is counted', () => {
  const [first, second] = [new Error('one is broken'), new Error('two is broken')];
  const harvest = createHarvest(4);
  harvest.fault(first);
  expect(() => harvest.result()).toThrow(first);
  harvest.fault(second);
  expect(() => harvest.result()).toThrow('one is broken (and 1 more that cannot be read)');
  harvest.add({ kind: 'manifest', origin: 'manifest.json', bytes: Buffer.from('1234') });
  expect(harvest.isFull()).toBe(true);
  expect(harvest.result()).toHaveLength(1);
});

test('names that are not those of artifacts are passed over', () => {
  const names = [
    'manifest.json.bak',
    'Manifest.json',
    'my_run_results.json',
    'sources.yml',
    'catalog.json.tmp',
    '',
  ];
  expect(artifactsAmong(names)).toEqual([]);
});
