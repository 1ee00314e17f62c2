import { createRelationIndexBuilder, type IndexedEnvironment } from './relation-index/builder.ts';
import { checksumOf } from './relation-index/checksum.ts';
import { createNodeTable, FIELDS, type NodeColumns } from './relation-index/node-table.ts';
import type { RelationIndex } from './relation-index.ts';

/**
 * The nodes of an index as bytes: a head, then the numbers, the shared words as JSON, the texts. The maps beside them are built anew when
 * the bytes are read. The head is five numbers: the format, a checksum of all that follows the head, three lengths in bytes.
 */
const HEAD_BYTES = 20;
/** Grows when the meaning of the bytes changes, so that those of another version are no index. */
const FORMAT = 0xdb7_0001;

/** Nodes between two turns of the event loop: some milliseconds. */
const NODES_PER_SLICE = 500;

export function encodeRelationIndex(index: RelationIndex): Uint8Array {
  const { words, numbers, texts } = index.columns();
  const wordBytes = new TextEncoder().encode(JSON.stringify(words));
  const parts = [toBytes(numbers), wordBytes, texts];
  const lengths = parts.map(({ byteLength }) => byteLength);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, HEAD_BYTES));
  let at = HEAD_BYTES;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  bytes.set(toBytes(Uint32Array.of(FORMAT, checksumOf(bytes.subarray(HEAD_BYTES)), ...lengths)));
  return bytes;
}

/** Reads an index slice by slice: each step takes some milliseconds. Returns null for bytes that are no index. */
export function* decodeRelationIndex(
  bytes: Uint8Array,
  environment: IndexedEnvironment,
): Generator<void, RelationIndex | null> {
  const columns = readColumns(bytes);
  if (columns === null) return null;
  const table = createNodeTable(columns);
  const builder = createRelationIndexBuilder(environment);
  for (let start = 0; start < table.size; start += NODES_PER_SLICE) {
    const count = Math.min(NODES_PER_SLICE, table.size - start);
    builder.add(Array.from({ length: count }, (_, position) => table.nodeAt(start + position)));
    yield;
  }
  return builder.finish();
}

function readColumns(bytes: Uint8Array): NodeColumns | null {
  if (bytes.byteLength < HEAD_BYTES) return null;
  const [format, checksum, numbersLength = 0, wordsLength = 0, textsLength = 0] = toNumbers(
    bytes.subarray(0, HEAD_BYTES),
  );
  const body = bytes.subarray(HEAD_BYTES);
  if (format !== FORMAT || numbersLength + wordsLength + textsLength !== body.byteLength) return null;
  if (numbersLength % (4 * FIELDS) !== 0 || checksumOf(body) !== checksum) return null;
  const textsAt = numbersLength + wordsLength;
  const words = parseWords(body.subarray(numbersLength, textsAt));
  if (words === null) return null;
  return { words, numbers: toNumbers(body.subarray(0, numbersLength)), texts: body.subarray(textsAt) };
}

function parseWords(bytes: Uint8Array): NodeColumns['words'] | null {
  try {
    const words: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isWords(words) ? words : null;
  } catch {
    return null;
  }
}

function isWords(value: unknown): value is NodeColumns['words'] {
  if (!Array.isArray(value)) return false;
  const [none, ...words]: readonly unknown[] = value;
  return none === null && words.every((word) => typeof word === 'string');
}

function toBytes(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** A copy: numbers must begin at a multiple of four. A Buffer's own `slice` would be none. */
function toNumbers(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(bytes).buffer);
}
