import type { Evictable } from '../cache/memory.ts';
import type { TableStatus } from '../facts/facts.ts';
import type { AskedTable } from './asks.ts';
import type { TableReferenceKey } from './contributed.ts';
import type { Needs } from './needs.ts';
import type { TableFacts } from './table-facts.ts';

/** Texts of one table: of so many selections, the oldest go first. */
const MAX_SELECTIONS = 64;
/** With its names and its place in the maps. */
const TABLE_BYTES = 800;
const TEXT_BYTES = 100;
/** A text that holds one character beyond Latin-1 takes two bytes for each. */
const BYTES_PER_CHARACTER = 2;

/**
 * The texts of one table and its columns under one set of needs. `selection` is the number of what a text was selected by, which does not hold
 * the selection itself. A class: a page reads hundreds of them, and they should lie close together.
 */
export class PreparedTable implements Evictable {
  version = 0;
  lookedAtMs = 0;
  /** 0 for one that is not to be kept. */
  currentUntilMs = 0;
  /** Null where nobody counts what is asked for. */
  asked: AskedTable | null = null;
  readonly status: TableStatus;
  readonly facts: TableFacts;
  readonly asOf: string | null;
  readonly needs: Needs;
  readonly key: TableReferenceKey;
  onEvicted?: () => void;
  /** Whether all of its texts are. */
  isAscii = true;
  #bytes = TABLE_BYTES;
  readonly #texts = new Map<number, string>();
  readonly #columns = new Map<number, Map<string, string>>();

  constructor(needs: Needs, { database, schema, name }: TableReferenceKey, facts: TableFacts) {
    this.needs = needs;
    this.key = { database, schema, name };
    this.facts = facts;
    this.asOf = facts.metadata.asOf;
    this.status = facts.metadata.match.status;
  }

  get bytes(): number {
    return this.#bytes;
  }

  text(selection: number): string | undefined {
    return this.#texts.get(selection);
  }

  setText(selection: number, text: string): void {
    this.#texts.set(selection, text);
    this.isAscii &&= isAsciiText(text);
    this.#bytes += weigh(text) - dropOldest(this.#texts, weigh);
  }

  /** Undefined where no column of the table was written under this selection. */
  columnTexts(selection: number): ReadonlyMap<string, string> | undefined {
    return this.#columns.get(selection);
  }

  setColumnText(selection: number, column: string, text: string): void {
    let columns = this.#columns.get(selection);
    if (columns === undefined) {
      columns = new Map();
      this.#columns.set(selection, columns);
      this.#bytes -= dropOldest(this.#columns, (dropped) => weighAll(dropped.values()));
    }
    columns.set(column, text);
    this.isAscii &&= isAsciiText(text);
    this.#bytes += weigh(text);
  }
}

/** What was dropped weighs so much. */
function dropOldest<Value>(texts: Map<number, Value>, weighOne: (value: Value) => number): number {
  if (texts.size <= MAX_SELECTIONS) return 0;
  for (const [selection, value] of texts) {
    texts.delete(selection);
    return weighOne(value);
  }
  return 0;
}

function weigh(text: string): number {
  return TEXT_BYTES + text.length * (isAsciiText(text) ? 1 : BYTES_PER_CHARACTER);
}

function isAsciiText(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

function weighAll(texts: Iterable<string>): number {
  let bytes = 0;
  for (const text of texts) bytes += weigh(text);
  return bytes;
}
