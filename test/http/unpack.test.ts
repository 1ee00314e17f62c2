import { brotliCompressSync, constants, createBrotliDecompress, createGunzip, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { HttpRefusal } from '../../src/http/http-refusal.ts';
import { type Unpacker, unpack } from '../../src/http/unpack.ts';

const BOMB_BYTES = 64 * 1024 * 1024;
const MAX_BYTES = 100_000;
/** What streams hold ready besides what has been taken from them. */
const AHEAD_BYTES = 4 * 64 * 1024;

test.each([
  ['gzip', createGunzip, () => gzipSync(Buffer.alloc(BOMB_BYTES), { level: 1 })],
  [
    'brotli',
    createBrotliDecompress,
    () => brotliCompressSync(Buffer.alloc(BOMB_BYTES), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  ],
] as const)('a bomb is unpacked as far as the limit, and no further: %s', async (_name, create, pack) => {
  let unpackedBytes = 0;
  let isDestroyed = () => false;
  const counting: Unpacker = (options) => {
    const engine = create(options);
    const push = engine.push.bind(engine);
    engine.push = (chunk, encoding) => {
      unpackedBytes += chunk?.length ?? 0;
      return push(chunk, encoding);
    };
    isDestroyed = () => engine.destroyed;
    return engine;
  };
  const refusal = new HttpRefusal(413, 'too large');
  await expect(unpack(pack(), counting, { maxBytes: MAX_BYTES, refusal })).rejects.toBe(refusal);
  expect(unpackedBytes).toBeGreaterThan(MAX_BYTES);
  expect(unpackedBytes).toBeLessThan(MAX_BYTES + AHEAD_BYTES);
  expect(isDestroyed()).toBe(true);
});
