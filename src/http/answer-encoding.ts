import { promisify } from 'node:util';
import { brotliCompress, constants, deflate, gzip } from 'node:zlib';
import Negotiator from 'negotiator';

const packers = {
  // Quality 4 takes the time of gzip and saves more; the default, 11, takes a hundred times as long.
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 4,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
      },
    }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes),
  deflate: (bytes: Uint8Array) => promisify(deflate)(bytes),
} as const;

/** Where a client likes several equally well, the first one that it names is taken. */
const OFFERED = ['br', 'gzip', 'deflate', 'identity'];

/** Smaller answers fit into one packet as they are. */
const MIN_BYTES = 1024;

export interface EncodedAnswer {
  /** For the `content-encoding` header. */
  readonly encoding: keyof typeof packers;
  readonly bytes: Uint8Array;
}

/** Compresses an answer, off the event loop, as the `accept-encoding` header asks; null where the answer is to be sent as it is. */
export async function encodeAnswer(
  acceptEncoding: string | undefined,
  body: string | readonly Uint8Array[],
): Promise<EncodedAnswer | null> {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } });
  const encoding = negotiator.encoding(OFFERED);
  if (encoding !== 'br' && encoding !== 'gzip' && encoding !== 'deflate') return null;
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.concat(body);
  if (bytes.length < MIN_BYTES) return null;
  return { encoding, bytes: await packers[encoding](bytes) };
}
