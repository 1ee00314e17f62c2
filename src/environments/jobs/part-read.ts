import type { Codec } from '../../cache/entry.ts';
import type { Read } from '../../cache/layers.ts';
import type { StoredEntry } from '../../cache/outer-cache.ts';
import type { OuterEntries } from '../../cache/outer-entries.ts';
import { type Cursors, createListReader, type ListReader } from '../../dbt/cursors.ts';
import type { IndexList } from '../../dbt/operations.ts';
import type { IndexPage } from '../index/index-page.ts';
import type { LoggedProgress, PageLog } from './page-log.ts';
import type { Progress } from './progress.ts';

/** Makes the value of one part of an index from its pages, as they come. */
export interface PartBuilder<Value> {
  add(page: IndexPage): void;
  finish(): Promise<Value>;
}

/** The read of one part of an environment's index, from its first page to its value; whoever drives it reads the pages. */
export interface PartRead {
  /** Other parts are of use without it: what cannot be read with it is read without it. */
  readonly isOptional: boolean;
  /** Lists that have further pages, and where to go on; empty before the read has begun and after the last page. */
  cursors(): Cursors<IndexList>;
  readonly isBegun: boolean;
  /** Begins anew: pages that have come are given up, also those that are kept outside the process. */
  begin(): void;
  /** The read is wanted again: pages of one that was left, and began too long ago or before a change, are given up. */
  reopen(): void;
  /**
   * Takes over a read that another replica has finished, or has finished since the first of these looks; true when there was one. Else
   * takes note of how far an unfinished one is.
   */
  follow(): Promise<boolean>;
  /** Goes on with the pages of an unfinished read, of this process or another, where they are more than are held. */
  resume(): Promise<void>;
  /** Throws a DbtError where a list of the page is damaged. */
  accept(page: IndexPage): void;
  /** Makes the value, tells those who wait, and puts it where other replicas find it. */
  complete(): Promise<void>;
  /** Tells those who wait now; the pages that have come are kept. */
  fail(error: unknown): void;
  progress(): Progress | null;
  /** The same, of a read of another process too, as far as its pages are kept outside. */
  sharedProgress(): Promise<Progress | null>;
}

export interface WaitedPartRead<Value> extends PartRead {
  /** The outcome of the read that is under way, or of the next one. */
  wait(): Promise<Read<Value>>;
}

export interface PartReadOptions<Value> {
  /** The key of the finished part in the cache outside the process. */
  readonly key: string;
  readonly lists: readonly IndexList[];
  readonly isOptional?: boolean;
  readonly createBuilder: () => PartBuilder<Value>;
  readonly codec: Codec<Value>;
  /** Null where nothing outlives the process. */
  readonly outer: OuterEntries<Value> | null;
  readonly pageLog: PageLog<IndexPage> | null;
  readonly readAtMs: () => number;
  /** Whether a read that began at this time may stand for one that begins now. */
  readonly isRecent: (read: { readonly readAtMs: number }) => boolean;
}

interface Begun<Value> {
  readonly startedAtMs: number;
  pages: number;
  readonly builder: PartBuilder<Value>;
  readonly lists: ReadonlyMap<IndexList, ListReader>;
}

export function createPartRead<Value>(options: PartReadOptions<Value>): WaitedPartRead<Value> {
  const { key, outer, pageLog, isRecent } = options;
  let waiting: PromiseWithResolvers<Read<Value>> | null = null;
  let begun: Begun<Value> | null = null;
  let followed: Progress | null = null;
  /** When the read was begun that was given up; its pages are not gone on with. */
  let givenUpAtMs: number | null = null;
  /** When the finished read was begun that stood outside the process at the first look; null before that look. */
  let firstSeenAtMs: number | null = null;

  const beginAt = (startedAtMs: number): Begun<Value> => ({
    startedAtMs,
    pages: 0,
    builder: options.createBuilder(),
    lists: new Map(options.lists.map((list) => [list, createListReader(`environment.${list}`)])),
  });

  function add(to: Begun<Value>, page: IndexPage): void {
    for (const [list, reader] of to.lists) if (!reader.isAtEnd) reader.accept(page.lists[list]);
    to.builder.add(page);
    to.pages += 1;
  }

  function resolve(read: Read<Value>): void {
    waiting?.resolve(read);
    waiting = null;
    begun = null;
    followed = null;
    firstSeenAtMs = null;
  }

  function fail(error: unknown): void {
    waiting?.reject(error);
    waiting = null;
  }

  async function recentlyLogged(): Promise<LoggedProgress | null> {
    const logged = (await pageLog?.progress()) ?? null;
    return logged !== null && isRecent({ readAtMs: logged.startedAtMs }) ? logged : null;
  }

  return {
    isOptional: options.isOptional ?? false,
    wait() {
      if (waiting === null) {
        waiting = Promise.withResolvers();
        // Those who wait see a failure; where nobody does any more it is nobody's.
        waiting.promise.catch(() => {});
      }
      return waiting.promise;
    },
    get isBegun() {
      return begun !== null;
    },
    begin() {
      if (begun !== null) givenUpAtMs = begun.startedAtMs;
      if (begun !== null && begun.pages > 0) pageLog?.clear(begun.pages);
      begun = beginAt(options.readAtMs());
    },
    reopen() {
      firstSeenAtMs = null;
      if (begun === null || isRecent({ readAtMs: begun.startedAtMs })) return;
      givenUpAtMs = begun.startedAtMs;
      begun = null;
    },
    cursors() {
      const cursors = new Map<IndexList, string | null>();
      for (const [list, reader] of begun?.lists ?? []) if (!reader.isAtEnd) cursors.set(list, reader.cursor);
      return cursors;
    },
    async follow() {
      const finished = (await outer?.getMany([key]))?.get(key);
      const finishedAtMs = finished?.stored.readAtMs ?? Number.NEGATIVE_INFINITY;
      firstSeenAtMs ??= finishedAtMs;
      // Like a read of this process it is served to those who waited for it, also where a change was told meanwhile.
      if (finished !== undefined && (isRecent(finished.stored) || finishedAtMs > firstSeenAtMs)) {
        const { value, stored } = finished;
        resolve({ value, readAtMs: stored.readAtMs, stored });
        return true;
      }
      followed = await recentlyLogged();
      return false;
    },
    async resume() {
      const logged = (await pageLog?.progress()) ?? null;
      if (logged === null || pageLog === null || !isRecent({ readAtMs: logged.startedAtMs })) return;
      if (logged.pages <= (begun?.pages ?? 0) || logged.startedAtMs === givenUpAtMs) return;
      const pages = await pageLog.pages(logged);
      if (pages.length <= (begun?.pages ?? 0)) return;
      const resumed = beginAt(logged.startedAtMs);
      try {
        for (const page of pages) add(resumed, page);
      } catch {
        // Pages that do not follow one another are of no use.
        return;
      }
      begun = resumed;
    },
    accept(page) {
      if (begun === null) return;
      add(begun, page);
      const isLast = [...begun.lists.values()].every((reader) => reader.isAtEnd);
      // A read of a single page is as soon done again as found again.
      if (!isLast) pageLog?.append(page, toLogged(begun));
    },
    async complete() {
      if (begun === null) return;
      const { startedAtMs: readAtMs, pages, builder } = begun;
      let stored: StoredEntry;
      try {
        const value = await builder.finish();
        stored = { bytes: await options.codec.encode(value), readAtMs };
        resolve({ value, readAtMs, stored });
      } catch (error) {
        begun = null;
        return fail(error);
      }
      await outer?.setMany(new Map([[key, stored]]));
      if (pages > 1) pageLog?.clear(pages);
    },
    fail,
    progress: () => (begun === null ? followed : toLogged(begun)),
    async sharedProgress() {
      const logged = begun === null ? await recentlyLogged() : toLogged(begun);
      return logged ?? (waiting === null ? null : { rows: 0, totalRows: null });
    },
  };
}

function toLogged({ startedAtMs, pages, lists }: Begun<unknown>): LoggedProgress {
  let rows = 0;
  let totalRows: number | null = 0;
  for (const list of lists.values()) {
    rows += list.rows;
    totalRows = totalRows === null || list.totalRows === null ? null : totalRows + list.totalRows;
  }
  return { startedAtMs, pages, rows, totalRows };
}
