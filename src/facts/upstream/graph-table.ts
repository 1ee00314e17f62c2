import type { SourceStatus } from '../facts.ts';
import type { NodeTest, ResourceType } from '../node.ts';
import { createTextStore } from '../relation-index/text-store.ts';
import { fromTexts, TEXTS_PER_TEST, toTexts } from './failing-tests.ts';
import { createGrowing } from './growing.ts';
import type { SourceCheck } from './source-check.ts';

/** The rows of a graph in typed arrays: one for each id, also for one that nodes only name as a parent. */
export interface GraphTable {
  readonly size: number;
  /** A row for an id that no page has listed yet. */
  addId(uniqueId: string): number;
  idAt(row: number): string;
  setNode(row: number, state: NodeState, resourceType: ResourceType): void;
  isIn(row: number, state: NodeState): boolean;
  resourceTypeAt(row: number): ResourceType;
  /** Each parent once; null where the host tells none. */
  setParents(row: number, state: NodeState, parents: readonly number[] | null): void;
  hasParents(row: number, state: NodeState): boolean;
  /** Calls back for none where the parents are not told. */
  eachParent(row: number, state: NodeState, visit: (parent: number) => void): void;
  setFailedStatus(row: number, status: string): void;
  failedStatusAt(row: number): string | null;
  setCheck(row: number, check: SourceCheck): void;
  checkAt(row: number): SourceCheck | null;
  setTests(row: number, tests: readonly NodeTest[]): void;
  testsAt(row: number): readonly NodeTest[];
  /** Gives back what was reserved for more. */
  trim(): void;
  columns(): GraphColumns;
  readonly bytes: number;
}

/** A table as it leaves the process. */
export interface GraphColumns {
  /** The words with which builds failed. */
  readonly words: readonly string[];
  /** `FIELDS` numbers a row. */
  readonly numbers: Uint32Array;
  /** Lists of rows, each behind its length. The first is empty. */
  readonly lists: Uint32Array;
  /** `CHECK_FIELDS` numbers a checked source. */
  readonly checks: Float64Array;
  readonly texts: Uint8Array;
}

export type NodeState = 'applied' | 'definition';

/** Flags, where the id begins, where the parents stand in each state, which check and which tests: the last four count from 1, 0 is none. */
export const FIELDS = 6;
/** Load time, moment of the check, verdict and flags. */
export const CHECK_FIELDS = 3;
const ID = 1;
const PARENTS = { applied: 2, definition: 3 } as const;
const CHECK = 4;
const TESTS = 5;

/** Bits of the first number. The lowest two are the resource type, those from WORD_SHIFT on the word of a failed build and one. */
const LISTED = { applied: 1 << 2, definition: 1 << 3 } as const;
const WORD_SHIFT = 4;
const RESOURCE_TYPES: readonly ResourceType[] = ['MODEL', 'SOURCE', 'SEED', 'SNAPSHOT'];

/** Bits of the last number of a check. The lowest three are the verdict. */
const STATUSES: readonly (SourceStatus | null)[] = [null, 'PASS', 'WARN', 'ERROR', 'UNKNOWN'];
const STATUS_BITS = 7;
const IS_CONFIGURED = 1 << 3;
const IS_OWN_MOMENT = 1 << 4;

/** A word of its own that many nodes share. */
const WORD_BYTES = 100;

export function createGraphTable(initial?: GraphColumns): GraphTable {
  const words = [...(initial?.words ?? [])];
  const texts = createTextStore(initial?.texts);
  const numbers = createGrowing((length) => new Uint32Array(length), initial?.numbers);
  const lists = createGrowing((length) => new Uint32Array(length), initial?.lists);
  const checks = createGrowing((length) => new Float64Array(length), initial?.checks);
  if (lists.length === 0) lists.push(0);

  const flagsAt = (row: number) => numbers.at(row * FIELDS);
  const setFlags = (row: number, flags: number) => numbers.set(row * FIELDS, flags);
  const fieldAt = (row: number, field: number) => numbers.at(row * FIELDS + field);
  const setField = (row: number, field: number, value: number) => numbers.set(row * FIELDS + field, value);

  return {
    get size() {
      return numbers.length / FIELDS;
    },
    addId(uniqueId) {
      const row = numbers.length / FIELDS;
      numbers.push(0);
      numbers.push(texts.add([uniqueId]));
      for (let field = ID + 1; field < FIELDS; field += 1) numbers.push(0);
      return row;
    },
    idAt: (row) => texts.read(fieldAt(row, ID)).text,
    setNode(row, state, resourceType) {
      setFlags(row, (flagsAt(row) & ~3) | RESOURCE_TYPES.indexOf(resourceType) | LISTED[state]);
    },
    isIn: (row, state) => (flagsAt(row) & LISTED[state]) !== 0,
    resourceTypeAt: (row) => RESOURCE_TYPES[flagsAt(row) & 3] ?? 'MODEL',
    setParents(row, state, parents) {
      if (parents === null) return;
      setField(row, PARENTS[state], parents.length === 0 ? 1 : lists.length + 1);
      if (parents.length === 0) return;
      lists.push(parents.length);
      for (const parent of parents) lists.push(parent);
    },
    hasParents: (row, state) => fieldAt(row, PARENTS[state]) !== 0,
    eachParent(row, state, visit) {
      const start = fieldAt(row, PARENTS[state]);
      if (start === 0) return;
      const end = start + lists.at(start - 1);
      for (let at = start; at < end; at += 1) visit(lists.at(at));
    },
    setFailedStatus(row, status) {
      const known = words.indexOf(status);
      const code = known === -1 ? words.push(status) - 1 : known;
      setFlags(row, (flagsAt(row) & ((1 << WORD_SHIFT) - 1)) | ((code + 1) << WORD_SHIFT));
    },
    failedStatusAt: (row) => words[(flagsAt(row) >>> WORD_SHIFT) - 1] ?? null,
    setCheck(row, { loadedAtMs, checkedAtMs, status, isConfigured, isOwnMoment }) {
      const flags = (isConfigured ? IS_CONFIGURED : 0) | (isOwnMoment ? IS_OWN_MOMENT : 0);
      setField(row, CHECK, checks.length / CHECK_FIELDS + 1);
      checks.push(loadedAtMs ?? Number.NaN);
      checks.push(checkedAtMs ?? Number.NaN);
      checks.push(STATUSES.indexOf(status) | flags);
    },
    checkAt(row) {
      const check = fieldAt(row, CHECK);
      if (check === 0) return null;
      const start = (check - 1) * CHECK_FIELDS;
      const flags = checks.at(start + 2);
      return {
        loadedAtMs: toMs(checks.at(start)),
        checkedAtMs: toMs(checks.at(start + 1)),
        status: STATUSES[flags & STATUS_BITS] ?? null,
        isConfigured: (flags & IS_CONFIGURED) !== 0,
        isOwnMoment: (flags & IS_OWN_MOMENT) !== 0,
      };
    },
    setTests(row, tests) {
      if (tests.length === 0) return;
      setField(row, TESTS, texts.add([String(tests.length), ...tests.flatMap(toTexts)]) + 1);
    },
    testsAt(row) {
      const start = fieldAt(row, TESTS);
      if (start === 0) return [];
      let { text: count, end } = texts.read(start - 1);
      return Array.from({ length: Number(count) }, () => {
        const own = Array.from({ length: TEXTS_PER_TEST }, () => {
          const read = texts.read(end);
          end = read.end;
          return read.text;
        });
        return fromTexts(own);
      });
    },
    trim() {
      for (const part of [numbers, lists, checks, texts]) part.trim();
    },
    columns: () => ({
      words,
      numbers: numbers.toArray(),
      lists: lists.toArray(),
      checks: checks.toArray(),
      texts: texts.toBytes(),
    }),
    get bytes() {
      const wordBytes = words.reduce((sum, word) => sum + 2 * word.length + WORD_BYTES, 0);
      return numbers.bytes + lists.bytes + checks.bytes + texts.bytes + wordBytes;
    },
  };
}

function toMs(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

/** Whether all that a row points at is there. */
export function isSoundRow({ numbers, lists, checks, texts }: GraphColumns, row: number): boolean {
  const rows = numbers.length / FIELDS;
  const fieldAt = (field: number) => numbers[row * FIELDS + field] ?? 0;
  const isSoundList = (start: number): boolean => {
    if (start === 0) return true;
    const end = start + (lists[start - 1] ?? Number.POSITIVE_INFINITY);
    return end <= lists.length && lists.subarray(start, end).every((parent) => parent < rows);
  };
  return (
    fieldAt(ID) < texts.byteLength &&
    fieldAt(TESTS) <= texts.byteLength &&
    fieldAt(CHECK) * CHECK_FIELDS <= checks.length &&
    isSoundList(fieldAt(PARENTS.applied)) &&
    isSoundList(fieldAt(PARENTS.definition))
  );
}
