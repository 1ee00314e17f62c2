import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { PushRefusal, tooManyBytes } from './refusal.ts';

const CHUNK_BYTES = 64 * 1024;

export type Bytes = AsyncIterable<Uint8Array>;

/**
 * What a body is once unpacked. Its first bytes say whether it is gzip, since senders forget the header, and proxies
 * unpack and leave it standing; a JSON text never begins like that.
 */
export async function* unpack(source: Bytes, what: string): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const head = await readHead(iterator);
  const whole = joined(head, iterator);
  if (!isGzip(head)) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // What goes wrong on the way destroys `gunzip` with the same error, which is thrown below.
  pipeline(Readable.from(whole), gunzip).catch(() => {});
  try {
    yield* gunzip;
  } catch (error) {
    throw isZlibError(error) ? new PushRefusal(400, `${what} is no whole gzip: send it again.`) : error;
  }
}

/** The same bytes, up to a limit. */
export async function* bounded(source: Bytes, limit: number, what: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw tooManyBytes(what, limit);
    yield chunk;
  }
}

async function readHead(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.byteLength < 2) {
    const { value, done } = await iterator.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.byteLength > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
