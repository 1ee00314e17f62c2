import type { OuterCache, StoredEntry } from '../../cache/outer-cache.ts';

/**
 * The pages of a read that has not ended, outside the process: whoever goes on with the read, this process after a restart or another
 * replica, begins where it was. Pages of one read carry the time at which it began.
 */
export interface PageLog<Page> {
  /** What has come of the latest read that is under way; null when there is none. */
  progress(): Promise<LoggedProgress | null>;
  /** The pages of that read in their order, as far as they can be had one after the other. */
  pages(progress: LoggedProgress): Promise<readonly Page[]>;
  append(page: Page, progress: LoggedProgress): void;
  /** Forgets the pages of a read that has ended. */
  clear(pages: number): void;
}

export interface LoggedProgress {
  readonly startedAtMs: number;
  readonly pages: number;
  readonly rows: number;
  /** Null where dbt does not tell. */
  readonly totalRows: number | null;
}

/** Pages of one question to the cache: some megabytes. */
const PAGES_PER_QUESTION = 20;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface PageLogOptions<Page> {
  readonly outer: OuterCache;
  readonly prefix: string;
  readonly isPage: (value: unknown) => value is Page;
  readonly now: () => number;
  /** False once everything is to be forgotten. */
  readonly isOpen: () => boolean;
}

export function createPageLog<Page>(options: PageLogOptions<Page>): PageLog<Page> {
  const { outer, prefix, isPage, now, isOpen } = options;
  const keyOf = (position: number) => `${prefix}${position}`;
  const headKey = `${prefix}head`;

  async function write(entries: ReadonlyMap<string, StoredEntry>): Promise<void> {
    if (!isOpen()) return;
    await outer.setMany(entries);
    // Forgotten while it was being written: it may have come in behind the deletion.
    if (!isOpen()) await outer.deleteByPrefix(prefix);
  }

  return {
    async progress() {
      const [entry] = await outer.getMany([headKey]);
      const value = parse(entry?.bytes ?? null);
      return isProgress(value) ? value : null;
    },

    async pages({ startedAtMs, pages }) {
      const found: Page[] = [];
      for (let start = 0; start < pages; start += PAGES_PER_QUESTION) {
        const count = Math.min(PAGES_PER_QUESTION, pages - start);
        const keys = Array.from({ length: count }, (_, position) => keyOf(start + position));
        for (const entry of await outer.getMany(keys)) {
          const page = parse(entry?.bytes ?? null);
          if (!isLoggedPage(page) || page.startedAtMs !== startedAtMs || !isPage(page.page)) return found;
          found.push(page.page);
        }
      }
      return found;
    },

    append(page, progress) {
      const readAtMs = now();
      const { startedAtMs } = progress;
      void write(
        new Map([
          [keyOf(progress.pages - 1), { bytes: serialise({ startedAtMs, page }), readAtMs }],
          [headKey, { bytes: serialise(progress), readAtMs }],
        ]),
      );
    },

    clear(pages) {
      if (!isOpen()) return;
      // The newest entry stays under a key, so an empty one takes the place of each page.
      const empty = { bytes: null, readAtMs: now() };
      const keys = [headKey, ...Array.from({ length: pages }, (_, position) => keyOf(position))];
      void write(new Map(keys.map((key) => [key, empty])));
    },
  };
}

interface LoggedPage {
  readonly startedAtMs: number;
  readonly page: unknown;
}

function serialise(value: LoggedPage | LoggedProgress): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

function parse(bytes: Uint8Array | null): unknown {
  if (bytes === null) return null;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return null;
  }
}

function isLoggedPage(value: unknown): value is LoggedPage {
  return typeof value === 'object' && value !== null && 'startedAtMs' in value && 'page' in value;
}

function isProgress(value: unknown): value is LoggedProgress {
  return (
    typeof value === 'object' &&
    value !== null &&
    'startedAtMs' in value &&
    typeof value.startedAtMs === 'number' &&
    'pages' in value &&
    typeof value.pages === 'number' &&
    'rows' in value &&
    typeof value.rows === 'number' &&
    'totalRows' in value &&
    (value.totalRows === null || typeof value.totalRows === 'number')
  );
}
