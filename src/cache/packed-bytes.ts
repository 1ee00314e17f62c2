import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** The first byte of a packed value says how to read the rest. */
const ABSENT = 0;
const PLAIN = 1;
const GZIP = 2;

/** An index of thousands of nodes shrinks to a tenth; below this size packing costs more than it saves. */
const COMPRESS_FROM_BYTES = 16 * 1024;
/** Bounds what one hostile or corrupt entry can make of a few packed bytes. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/** The value of an entry as one block of bytes; known absence (null) has one, too. Undefined where it is larger than what unpacks again. */
export async function packBytes(bytes: Uint8Array | null): Promise<Uint8Array | undefined> {
  if (bytes === null) return Uint8Array.of(ABSENT);
  if (bytes.byteLength > MAX_UNPACKED_BYTES) return undefined;
  if (bytes.byteLength < COMPRESS_FROM_BYTES) return concat(PLAIN, bytes);
  // The fastest level: the others take three times as long for a tenth less.
  return concat(GZIP, await compress(bytes, { level: constants.Z_BEST_SPEED }));
}

/** Undefined for bytes that were not packed here, or would unpack to more than they may. */
export async function unpackBytes(packed: Uint8Array): Promise<{ bytes: Uint8Array | null } | undefined> {
  const rest = packed.subarray(1);
  switch (packed[0]) {
    case ABSENT:
      return rest.byteLength === 0 ? { bytes: null } : undefined;
    case PLAIN:
      return { bytes: rest };
    case GZIP:
      try {
        return { bytes: await decompress(rest, { maxOutputLength: MAX_UNPACKED_BYTES }) };
      } catch {
        return undefined;
      }
    default:
      return undefined;
  }
}

function concat(kind: number, bytes: Uint8Array): Uint8Array {
  const packed = Buffer.allocUnsafe(1 + bytes.byteLength);
  packed[0] = kind;
  packed.set(bytes, 1);
  return packed;
}
