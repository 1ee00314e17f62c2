import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { MAX_ARTIFACT_BYTES } from './artifact-bytes.ts';

const unzip = promisify(gunzip);

/** What one look brings at most, give or take one artifact: a year of dated files comes in parts. */
export const MAX_LOOK_BYTES = 256 * 1024 * 1024;

/** The bytes of one artifact, unpacked where they are gzip, whatever the file is called. `origin` is for messages. */
export async function unpack(
  origin: string,
  bytes: Uint8Array,
  limit = MAX_ARTIFACT_BYTES,
): Promise<Uint8Array> {
  const isNamedGzip = /\.gz$/.test(origin);
  if (!isGzip(bytes) && !isNamedGzip) return bytes;
  try {
    return await unzip(bytes, { maxOutputLength: limit });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(origin, limit);
    throw new Error(`${origin} is not a whole gzip file`, { cause });
  }
}

/** Reads a stream to its end, or throws as soon as it is longer than the limit. */
export async function collect(
  origin: string,
  stream: AsyncIterable<Uint8Array>,
  limit = MAX_ARTIFACT_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.byteLength;
    if (length > limit) throw tooLarge(origin, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function tooLarge(origin: string, limit: number): Error {
  return new Error(
    `${origin} is larger than ${Math.floor(limit / 1024 / 1024)} MB, which no artifact of dbt is: look at what writes it`,
  );
}
