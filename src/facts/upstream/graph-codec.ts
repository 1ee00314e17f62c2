import { frame, toBytes, toNumbers, unframe } from '../relation-index/framed-parts.ts';
import { createRowMap } from '../relation-index/row-map.ts';
import { type EnvironmentGraph, toEnvironmentGraph } from './environment-graph.ts';
import { CHECK_FIELDS, createGraphTable, FIELDS, type GraphColumns, isSoundRow } from './graph-table.ts';

/** Grows when the meaning of the bytes changes, so that those of another version are no graph. */
const FORMAT = 0xdb7_0101;

/** Rows between two turns of the event loop: some milliseconds. */
const ROWS_PER_SLICE = 2_000;

/** A graph as bytes. The map of ids beside it is built anew when the bytes are read. */
export function encodeEnvironmentGraph(graph: EnvironmentGraph): Uint8Array {
  const { words, numbers, lists, checks, texts } = graph.columns();
  const wordBytes = new TextEncoder().encode(JSON.stringify(words));
  return frame(FORMAT, [toBytes(numbers), toBytes(lists), toBytes(checks), wordBytes, texts]);
}

/** Reads a graph slice by slice: each step takes some milliseconds. Returns null for bytes that are no graph, or damaged. */
export function* decodeEnvironmentGraph(
  bytes: Uint8Array,
  environmentId: string,
): Generator<void, EnvironmentGraph | null> {
  const columns = readColumns(bytes);
  if (columns === null) return null;
  yield;
  const table = createGraphTable(columns);
  const byId = createRowMap();
  for (let row = 0; row < table.size; row += 1) {
    if (!isSoundRow(columns, row)) return null;
    byId.add(table.idAt(row), row);
    if (row % ROWS_PER_SLICE === ROWS_PER_SLICE - 1) yield;
  }
  return toEnvironmentGraph(environmentId, table, byId);
}

function readColumns(bytes: Uint8Array): GraphColumns | null {
  const [numbers, lists, checks, wordBytes, texts] = unframe(FORMAT, 5, bytes) ?? [];
  if (!(numbers && lists && checks && wordBytes && texts)) return null;
  const isWhole =
    numbers.byteLength % (4 * FIELDS) === 0 &&
    lists.byteLength % 4 === 0 &&
    checks.byteLength % (8 * CHECK_FIELDS) === 0;
  const words = isWhole ? parseWords(wordBytes) : null;
  if (words === null) return null;
  return {
    words,
    numbers: toNumbers(numbers),
    lists: toNumbers(lists),
    checks: new Float64Array(new Uint8Array(checks).buffer),
    texts,
  };
}

function parseWords(bytes: Uint8Array): readonly string[] | null {
  try {
    const words: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : null;
  } catch {
    return null;
  }
}
