import { createJsonCodec } from '../../src/cache/json-codec.ts';
import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { createOuterEntries } from '../../src/cache/outer-entries.ts';
import type { Lock, Locks } from '../../src/coordination/lock.ts';
import type { Cursors, ListPage } from '../../src/dbt/cursors.ts';
import type { IndexList } from '../../src/dbt/operations.ts';
import { toEmptyPage } from '../../src/environments/environment-source.ts';
import { type IndexPage, type IndexRow, isIndexPage } from '../../src/environments/index/index-page.ts';
import { createIndexJobs, type IndexJobs } from '../../src/environments/jobs/index-jobs.ts';
import { createPageLog } from '../../src/environments/jobs/page-log.ts';
import { createPartRead, type WaitedPartRead } from '../../src/environments/jobs/part-read.ts';
import type { Sleeper } from '../../src/environments/jobs/sleeper.ts';

/** Ids of the rows of one list, in the order in which they came. */
export type Ids = readonly string[];

export interface Clock {
  nowMs: number;
  /** Facts that were read before this are out of date. */
  changedAtMs: number;
}

/** One question for pages, held until the test answers it. */
export interface Asked {
  readonly cursors: Cursors<IndexList>;
  readonly signal: AbortSignal;
  answer(page?: IndexPage): void;
  fail(error: unknown): void;
}

/** dbt, whose lists have these numbers of pages, one row each. */
export interface FakeDbt {
  readonly pages: Partial<Record<IndexList, number>>;
  readonly asked: Asked[];
  /** Cursors that were asked for of a list, in their order; `start` for none. */
  cursorsOf(list: IndexList): Ids;
  /** The question that is open, of which there is one at a time; waits until it is asked. */
  next(): Promise<Asked>;
  /** Answers this many questions. */
  answer(times: number): Promise<void>;
  pageOf(cursors: Cursors<IndexList>): IndexPage;
}

const MARKS = { appliedLastUpdatedAt: null, latestGitSha: null, definitionLastUpdatedAt: null };
export const MINUTE_MS = 60_000;

function createFakeDbt(pages: FakeDbt['pages']): FakeDbt & { readonly readPage: ReadPage } {
  const asked: Asked[] = [];
  let taken = 0;
  const rowsOf = (list: IndexList, cursor: string | null): ListPage<IndexRow> => {
    const count = pages[list] ?? 1;
    const position = cursor === null ? 0 : Number(cursor.slice(1));
    const isLast = position === count - 1;
    return {
      rows: [{ uniqueId: `${list}.${position}`, severity: null }],
      hasNextPage: !isLast,
      endCursor: isLast ? null : `p${position + 1}`,
      totalRows: count,
    };
  };
  const pageOf = (cursors: Cursors<IndexList>): IndexPage => ({
    head: { adapterType: null, projectName: null, marks: MARKS, hasCatalog: null },
    lists: Object.fromEntries([...cursors].map(([list, cursor]) => [list, rowsOf(list, cursor)])),
  });
  async function next(): Promise<Asked> {
    for (let turn = 0; turn < 100 && asked.length <= taken; turn++) await oneTurn();
    const question = asked[taken];
    if (question === undefined) throw new Error('dbt is not asked');
    taken += 1;
    return question;
  }
  return {
    pages,
    asked,
    cursorsOf: (list) =>
      asked.flatMap(({ cursors }) => (cursors.has(list) ? [cursors.get(list) ?? 'start'] : [])),
    next,
    async answer(times) {
      for (let count = 0; count < times; count++) (await next()).answer();
    },
    pageOf,
    readPage: (cursors, signal) =>
      new Promise((resolve, reject) => {
        const giveUp = () => reject(new Error('the page was given up'));
        if (signal.aborted) giveUp();
        signal.addEventListener('abort', giveUp, { once: true });
        asked.push({ cursors, signal, answer: (page = pageOf(cursors)) => resolve(page), fail: reject });
      }),
  };
}

type ReadPage = (cursors: Cursors<IndexList>, signal: AbortSignal) => Promise<IndexPage>;

export interface FakeSleeper extends Sleeper {
  /** Every pause that was begun, in milliseconds. */
  readonly pauses: number[];
}

/** Pauses by a clock that stands still until `turn`. */
export function createFakeTime(): {
  readonly clock: Clock;
  turn(ms: number): Promise<void>;
  createSleeper(): FakeSleeper;
} {
  const clock: Clock = { nowMs: 1_800_000_000_000, changedAtMs: 0 };
  const sleeping = new Set<{ readonly untilMs: number; readonly end: () => void }>();
  return {
    clock,
    async turn(ms) {
      clock.nowMs += ms;
      for (const sleep of [...sleeping]) if (sleep.untilMs <= clock.nowMs) sleep.end();
      await settled();
    },
    createSleeper() {
      const pauses: number[] = [];
      let wakeUp = () => {};
      return {
        pauses,
        sleep(ms) {
          pauses.push(ms);
          return new Promise((resolve) => {
            const sleep = {
              untilMs: clock.nowMs + ms,
              end() {
                sleeping.delete(sleep);
                resolve();
              },
            };
            sleeping.add(sleep);
            wakeUp = sleep.end;
          });
        },
        wake: () => wakeUp(),
      };
    },
  };
}

/** Locks that can be taken from their holder, as when its heartbeat stays away. */
export interface FakeLocks extends Locks {
  /** Frees the lock; its holder is told, unless it is dead. */
  take(holder: 'alive' | 'dead'): void;
}

export function createFakeLocks(): FakeLocks {
  let held: AbortController | null = null;
  return {
    claim: async () => true,
    async acquire(): Promise<Lock | null> {
      if (held !== null) return null;
      const mine = new AbortController();
      held = mine;
      return {
        signal: mine.signal,
        async release() {
          if (held === mine) held = null;
        },
      };
    },
    take(holder) {
      if (holder === 'alive') held?.abort();
      held = null;
    },
  };
}

const idsCodec = {
  ...createJsonCodec((value): value is Ids => Array.isArray(value)),
  weigh: () => 0,
};

export interface Replica {
  readonly jobs: IndexJobs;
  readonly sleeper: FakeSleeper;
  readonly applied: WaitedPartRead<Ids>;
  readonly severities: WaitedPartRead<Ids>;
  readonly graph: WaitedPartRead<Ids>;
  /** Ends its jobs, and what it still writes. */
  close(): void;
}

export interface ReplicaOptions {
  readonly readPage: ReadPage;
  readonly time: ReturnType<typeof createFakeTime>;
  readonly locks: Locks;
  /** Null where nothing outlives the process. */
  readonly outer: OuterCache | null;
  /** Called when the pages of a part are made into its value. */
  readonly beforeFinish?: () => void;
}

export const CLOSED = new Error('the integration was changed');

/** The jobs of one environment in one process; parts are the ids of their rows. */
function createReplica(options: ReplicaOptions): Replica {
  const { readPage, time, locks, outer, beforeFinish = () => {} } = options;
  const { clock } = time;
  const sleeper = time.createSleeper();
  let isOpen = true;
  const isRecent = ({ readAtMs }: { readonly readAtMs: number }) =>
    readAtMs >= clock.changedAtMs && clock.nowMs - readAtMs < 7.5 * MINUTE_MS;
  const jobs = createIndexJobs({
    lockName: 'index',
    locks,
    readPage,
    emptyPage: toEmptyPage,
    sleeper,
    now: () => clock.nowMs,
  });
  const partOf = (key: string, list: IndexList, isOptional = false) =>
    createPartRead<Ids>({
      key,
      lists: [list],
      isOptional,
      createBuilder() {
        const ids: string[] = [];
        return {
          add: (page) => void ids.push(...(page.lists[list]?.rows ?? []).map(({ uniqueId }) => uniqueId)),
          async finish() {
            beforeFinish();
            return ids;
          },
        };
      },
      codec: idsCodec,
      outer: outer === null ? null : createOuterEntries(outer, 'part/', idsCodec, () => isOpen),
      pageLog:
        outer === null
          ? null
          : createPageLog({
              outer,
              prefix: `pages/${key}/`,
              isPage: isIndexPage,
              now: () => clock.nowMs,
              isOpen: () => isOpen,
            }),
      readAtMs: () => Math.max(clock.nowMs, clock.changedAtMs),
      isRecent,
    });
  return {
    jobs,
    sleeper,
    applied: partOf('applied', 'applied.models'),
    severities: partOf('severities', 'applied.tests'),
    graph: partOf('graph', 'applied.graph_models', true),
    close() {
      isOpen = false;
      jobs.close(CLOSED);
    },
  };
}

/** Everything that a test works with, for one process. */
export function createSystem(pages: FakeDbt['pages'], outer: OuterCache | null = null) {
  const dbt = createFakeDbt(pages);
  const time = createFakeTime();
  const locks = createFakeLocks();
  const start = (own: Partial<ReplicaOptions> = {}) =>
    createReplica({ readPage: dbt.readPage, time, locks, outer, ...own });
  return { dbt, time, locks, outer, start, replica: start() };
}

/** What a list of so many pages holds. */
export function idsOf(list: IndexList, pages: number): Ids {
  return Array.from({ length: pages }, (_, position) => `${list}.${position}`);
}

/** Cursors that lead through a list of so many pages. */
export function cursorsTo(pages: number): Ids {
  return Array.from({ length: pages }, (_, position) => (position === 0 ? 'start' : `p${position}`));
}

const oneTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Everything here runs on microtasks: after some turns of the event loop it is done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await oneTurn();
}

/** How a wait came out, without waiting for it: the error, the ids, or nothing yet. */
export function outcomeOf(read: ReturnType<WaitedPartRead<Ids>['wait']>): {
  value: Ids | null;
  error: unknown;
} {
  const outcome: { value: Ids | null; error: unknown } = { value: null, error: null };
  read.then(
    ({ value }) => {
      outcome.value = value;
    },
    (error) => {
      outcome.error = error;
    },
  );
  return outcome;
}
