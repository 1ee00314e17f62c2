import { checksumOf } from './checksum.ts';

/**
 * Parts of bytes one behind the other, behind a head of numbers that begins with the format, a checksum of all that follows the head, and
 * the length of each part in bytes. Formats grow when the meaning of the bytes changes, so that those of another version are none.
 */
export function frame(format: number, parts: readonly Uint8Array[]): Uint8Array {
  const headBytes = headBytesOf(parts.length);
  const lengths = parts.map(({ byteLength }) => byteLength);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, headBytes));
  let at = headBytes;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  bytes.set(toBytes(Uint32Array.of(format, checksumOf(bytes.subarray(headBytes)), ...lengths)));
  return bytes;
}

/** As many parts as were framed, each a view; null for bytes of another format, and for bytes that are damaged. */
export function unframe(format: number, count: number, bytes: Uint8Array): readonly Uint8Array[] | null {
  const headBytes = headBytesOf(count);
  if (bytes.byteLength < headBytes) return null;
  const [ownFormat, checksum, ...lengths] = toNumbers(bytes.subarray(0, headBytes));
  const body = bytes.subarray(headBytes);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (ownFormat !== format || total !== body.byteLength || checksumOf(body) !== checksum) return null;
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return body.subarray(at - length, at);
  });
}

export function toBytes(numbers: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** A copy: numbers must begin at a multiple of four. A Buffer's own `slice` would be none. */
export function toNumbers(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(bytes).buffer);
}

function headBytesOf(parts: number): number {
  return 4 * (2 + parts);
}
