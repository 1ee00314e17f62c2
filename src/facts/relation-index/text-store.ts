/** Texts one behind the other in one array of bytes; each is told by where it begins. */
export interface TextStore {
  /** Where the texts begin. */
  add(texts: readonly string[]): number;
  /** The text that begins there, and where the next one does. */
  read(start: number): { readonly text: string; readonly end: number };
  toBytes(): Uint8Array;
  readonly bytes: number;
}

const FIRST_CAPACITY = 4096;
/** Bytes of the length in front of each text. */
const LENGTH_BYTES = 2;
/** Names in warehouses are far shorter; what is longer is cut. */
const MAX_TEXT_BYTES = 0xffff;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function createTextStore(initial?: Uint8Array): TextStore {
  let bytes = new Uint8Array(Math.max(FIRST_CAPACITY, initial?.byteLength ?? 0));
  let size = 0;
  if (initial !== undefined) {
    bytes.set(initial);
    size = initial.byteLength;
  }

  function reserve(more: number): void {
    if (size + more <= bytes.byteLength) return;
    const larger = new Uint8Array(Math.max(2 * bytes.byteLength, size + more));
    larger.set(bytes.subarray(0, size));
    bytes = larger;
  }

  return {
    add(texts) {
      const start = size;
      for (const text of texts) {
        // A code unit takes three bytes at the most.
        reserve(LENGTH_BYTES + 3 * text.length);
        const target = bytes.subarray(size + LENGTH_BYTES, size + LENGTH_BYTES + MAX_TEXT_BYTES);
        const { written } = encoder.encodeInto(text, target);
        bytes[size] = written & 0xff;
        bytes[size + 1] = written >>> 8;
        size += LENGTH_BYTES + written;
      }
      return start;
    },
    read(start) {
      const length = (bytes[start] ?? 0) | ((bytes[start + 1] ?? 0) << 8);
      const from = start + LENGTH_BYTES;
      return { text: decodeText(bytes, from, length), end: from + length };
    },
    toBytes: () => bytes.slice(0, size),
    get bytes() {
      return bytes.byteLength;
    },
  };
}

/** Short names of ASCII letters are nearly all there are, and are put together faster by hand than by a decoder. */
function decodeText(bytes: Uint8Array, from: number, length: number): string {
  if (length > 64) return decoder.decode(bytes.subarray(from, from + length));
  let text = '';
  for (let at = from; at < from + length; at += 1) {
    const unit = bytes[at] ?? 0;
    if (unit > 0x7f) return decoder.decode(bytes.subarray(from, from + length));
    text += String.fromCharCode(unit);
  }
  return text;
}
