import {
  type BrotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  type Gunzip,
  type Inflate,
} from 'node:zlib';
import { HttpRefusal } from './http-refusal.ts';
import type { BodyLimit } from './read-body.ts';

const UNPACKERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

export type Unpacker = (options: { readonly chunkSize: number }) => Gunzip | Inflate | BrotliDecompress;

/** Larger than Node's 16 kB: a body of the allowed size takes 32 steps, not 128. */
const CHUNK_BYTES = 64 * 1024;

/** Null for a body that is sent as it is. Throws an HttpRefusal (415) for every encoding but gzip, deflate and br, and for one within another. */
export function unpackerOf(contentEncoding: string | undefined): Unpacker | null {
  if (contentEncoding === undefined) return null;
  const codings = contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const [coding] = codings;
  if (coding === undefined) return null;
  if (codings.length > 1 || !isKnown(coding)) {
    const message =
      'The content-encoding of the request is not supported. Send the body plain, or encode it once, with gzip, deflate or br.';
    throw new HttpRefusal(415, message, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
  }
  return UNPACKERS[coding];
}

function isKnown(coding: string): coding is keyof typeof UNPACKERS {
  return Object.hasOwn(UNPACKERS, coding);
}

/** Unpacks off the event loop, and no further than the limit. Rejects with its refusal, or with an HttpRefusal (400) for damaged bytes. */
export async function unpack(packed: Buffer, unpacker: Unpacker, limit: BodyLimit): Promise<Buffer> {
  const engine = unpacker({ chunkSize: CHUNK_BYTES });
  const chunks: Buffer[] = [];
  let bytes = 0;
  engine.end(packed);
  try {
    // Leaving the loop early destroys the engine: the rest of a bomb is never unpacked.
    for await (const chunk of engine as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limit.maxBytes) break;
      chunks.push(chunk);
    }
  } catch {
    throw damaged();
  }
  if (bytes > limit.maxBytes) throw limit.refusal;
  // zlib ignores what follows the end of the encoded data; two readers of one body must not see different bodies.
  if (engine.bytesWritten !== packed.length) throw damaged();
  return Buffer.concat(chunks);
}

function damaged(): HttpRefusal {
  return new HttpRefusal(
    400,
    'The request body is not what its content-encoding says: it is damaged, cut off, or followed by something else.',
  );
}
