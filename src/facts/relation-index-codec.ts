import { createRelationIndexBuilder, type IndexedEnvironment } from './relation-index/builder.ts';
import { frame, toBytes, toNumbers, unframe } from './relation-index/framed-parts.ts';
import { createNodeTable, FIELDS, type NodeColumns } from './relation-index/node-table.ts';
import type { RelationIndex } from './relation-index.ts';

/** Grows when the meaning of the bytes changes, so that those of another version are no index. */
const FORMAT = 0xdb7_0001;

/** Nodes between two turns of the event loop: some milliseconds. */
const NODES_PER_SLICE = 500;

/**
 * The nodes of an index as bytes: the numbers, the shared words as JSON, the texts. The maps beside them are built anew when the bytes are
 * read.
 */
export function encodeRelationIndex(index: RelationIndex): Uint8Array {
  const { words, numbers, texts } = index.columns();
  return frame(FORMAT, [toBytes(numbers), new TextEncoder().encode(JSON.stringify(words)), texts]);
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
  const [numbers, wordBytes, texts] = unframe(FORMAT, 3, bytes) ?? [];
  if (numbers === undefined || wordBytes === undefined || texts === undefined) return null;
  const words = parseWords(wordBytes);
  if (words === null || numbers.byteLength % (4 * FIELDS) !== 0) return null;
  return { words, numbers: toNumbers(numbers), texts };
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
