/** Texts one behind the other in one array of bytes; each is told by where it begins. Any text comes back as it was. */
export interface TextStore {
  /** Where the texts begin. */
  add(texts: readonly string[]): number;
  /** The text that begins there, and where the next one does; empty beyond the end. */
  read(start: number): { readonly text: string; readonly end: number };
  /** Gives back what was reserved for more texts. */
  trim(): void;
  toBytes(): Uint8Array;
  readonly bytes: number;
}

const FIRST_CAPACITY = 4096;
/** A length in front of a text: seven bits a byte, the lowest seven first, the highest bit set on all bytes but the last. */
const MAX_LENGTH_BYTES = 5;
/** Most names are of letters that take one byte; texts with any other take two bytes a code unit. */
const LAST_ONE_BYTE_UNIT = 0xff;

export function createTextStore(initial?: Uint8Array): TextStore {
  let bytes = initial === undefined ? Buffer.alloc(FIRST_CAPACITY) : Buffer.from(initial);
  let size = initial?.byteLength ?? 0;

  function resize(capacity: number): void {
    const other = Buffer.alloc(capacity);
    other.set(bytes.subarray(0, size));
    bytes = other;
  }

  function addOne(text: string): void {
    const isWide = hasWideUnit(text);
    const most = size + MAX_LENGTH_BYTES + 2 * text.length;
    if (most > bytes.byteLength) resize(Math.max(2 * bytes.byteLength, most));
    // The lowest bit of the length tells how wide the code units are.
    let rest = 2 * text.length + Number(isWide);
    while (rest > 0x7f) {
      bytes[size++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    bytes[size++] = rest;
    size += bytes.write(text, size, isWide ? 'utf16le' : 'latin1');
  }

  return {
    add(texts) {
      const start = size;
      for (const text of texts) addOne(text);
      return start;
    },
    read(start) {
      let length = 0;
      let from = start;
      for (let scale = 1; from < start + MAX_LENGTH_BYTES; scale *= 0x80) {
        const part = bytes[from++] ?? 0;
        length += (part & 0x7f) * scale;
        if (part <= 0x7f) break;
      }
      const isWide = length % 2 === 1;
      const end = from + (isWide ? length - 1 : length / 2);
      return { text: bytes.toString(isWide ? 'utf16le' : 'latin1', from, end), end };
    },
    trim: () => resize(size),
    toBytes: () => new Uint8Array(bytes.subarray(0, size)),
    get bytes() {
      return bytes.byteLength;
    },
  };
}

function hasWideUnit(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > LAST_ONE_BYTE_UNIT) return true;
  return false;
}
