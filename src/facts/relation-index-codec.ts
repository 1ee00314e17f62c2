import { createRelationIndexBuilder, type IndexedEnvironment } from './relation-index/builder.ts';
import { createNodeTable, type NodeColumns } from './relation-index/node-table.ts';
import type { RelationIndex } from './relation-index.ts';

/**
 * The nodes of an index as bytes: three lengths, the shared words as JSON, the numbers, the texts. The maps beside them are built anew when
 * the bytes are read.
 */
export function encodeRelationIndex(index: RelationIndex): Uint8Array {
  const { words, numbers, texts } = index.columns();
  const wordBytes = new TextEncoder().encode(JSON.stringify(words));
  const lengths = Uint32Array.of(wordBytes.byteLength, numbers.byteLength, texts.byteLength);
  const parts = [toBytes(lengths), wordBytes, toBytes(numbers), texts];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

/** Nodes between two turns of the event loop: some milliseconds. */
const NODES_PER_SLICE = 500;
const LENGTHS_BYTES = 12;

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
  if (bytes.byteLength < LENGTHS_BYTES) return null;
  const [wordsLength = 0, numbersLength = 0, textsLength = 0] = toNumbers(bytes.subarray(0, LENGTHS_BYTES));
  if (LENGTHS_BYTES + wordsLength + numbersLength + textsLength !== bytes.byteLength) return null;
  const numbersAt = LENGTHS_BYTES + wordsLength;
  const words = parseWords(bytes.subarray(LENGTHS_BYTES, numbersAt));
  if (words === null || numbersLength % 4 !== 0) return null;
  const textsAt = numbersAt + numbersLength;
  return { words, numbers: toNumbers(bytes.subarray(numbersAt, textsAt)), texts: bytes.subarray(textsAt) };
}

function parseWords(bytes: Uint8Array): readonly string[] | null {
  try {
    const words: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : null;
  } catch {
    return null;
  }
}

function toBytes(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** A copy: numbers must begin at a multiple of four. A Buffer's own `slice` would be none. */
function toNumbers(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(bytes).buffer);
}
