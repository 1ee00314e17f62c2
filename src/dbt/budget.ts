import { LRUCache } from 'lru-cache';

/** Counts the requests begun within the last minute, in two windows of which the older one fades out, and those of a day. */
export interface RequestCounter {
  /** Counts one more request, over all replicas as far as they can be heard. */
  count(key: string): Promise<Counted>;
  /** Counts a request of this day, once it is made. Nobody waits for it. */
  countToday(key: string): void;
  /** What was counted, over all replicas as far as they can be heard. Counts nothing. */
  usage(key: string): Promise<RequestUsage>;
  /** Requests within the last minute, as far as this process has heard. Asks nobody. */
  heard(key: string): number;
}

export interface RequestUsage {
  /** Requests within the last minute; an estimate once the older window fades. */
  readonly usedThisMinute: number;
  /** Requests since midnight UTC. */
  readonly usedToday: number;
}

export interface Counted {
  /** Requests within the last minute, this one included. */
  readonly used: number;
  /** Milliseconds until one more request fits under this limit, if this one is given back and nobody else asks. */
  roomInMs(limit: number): number;
  /** Takes the request back, for one that is not made after all: refusals must not use up the room they wait for. */
  giveBack(): void;
}

/** The part of the replicas' coordination that is used here; it answers null when the others cannot be heard. */
export interface SharedCounters {
  /** Counts one more, and tells another counter beside it: of this window and of the one before. */
  add(
    name: string,
    otherName: string,
    ttlMs: number,
  ): Promise<{ readonly count: number; readonly other: number; giveBack(): void } | null>;
  read(names: readonly string[]): Promise<readonly number[] | null>;
}

const WINDOW_MS = 60_000;
const DAY_MS = 24 * 60 * WINDOW_MS;
/** Hosts and tokens that are counted at once; every token that an admin tries is one. */
const MAX_KEYS = 10_000;

export interface RequestCounterOptions {
  readonly now: () => number;
  /** Null where nothing is shared. */
  readonly shared: SharedCounters | null;
}

interface Windows {
  window: number;
  count: number;
  previous: number;
}

export function createRequestCounter({ now, shared }: RequestCounterOptions): RequestCounter {
  const local = new LRUCache<string, Windows>({ max: MAX_KEYS });
  /** What all replicas had counted when this one counted last. */
  const heard = new LRUCache<string, Windows>({ max: MAX_KEYS });
  const localDays = new LRUCache<string, { readonly day: number; readonly count: number }>({ max: MAX_KEYS });
  const dayOf = (nowMs: number) => Math.floor(nowMs / DAY_MS);
  const dayName = (key: string, day: number) => `budget/${key}/day/${day}`;
  const ownToday = (key: string, day: number) => {
    const known = localDays.get(key);
    return known?.day === day ? known.count : 0;
  };

  function windowsOf(known: Windows | undefined, window: number): Omit<Windows, 'window'> {
    if (known?.window === window) return known;
    return { count: 0, previous: known?.window === window - 1 ? known.count : 0 };
  }

  function countLocally(key: string, window: number): Windows {
    const { count, previous } = windowsOf(local.get(key), window);
    const counted = { window, count: count + 1, previous };
    local.set(key, counted);
    return { ...counted };
  }

  function giveBackOf(known: Windows | undefined, window: number): void {
    if (known?.window === window) known.count -= 1;
    else if (known?.window === window + 1) known.previous -= 1;
  }

  return {
    async count(key) {
      const nowMs = Math.floor(now());
      const window = Math.floor(nowMs / WINDOW_MS);
      const own = countLocally(key, window);
      const others = await shared?.add(windowName(key, window), windowName(key, window - 1), 2 * WINDOW_MS);
      // While the shared counter is away, or was emptied, this process at least knows its own share.
      const count = Math.max(own.count, others?.count ?? 0);
      const previous = Math.max(own.previous, others?.other ?? 0);
      heard.set(key, { window, count, previous });
      const elapsedMs = nowMs - window * WINDOW_MS;
      return {
        used: usedOf({ count, previous, elapsedMs }),
        roomInMs: (limit) => roomInMs(limit, { count, previous, elapsedMs }),
        giveBack() {
          giveBackOf(local.get(key), window);
          giveBackOf(heard.get(key), window);
          others?.giveBack();
        },
      };
    },

    countToday(key) {
      const day = dayOf(now());
      localDays.set(key, { day, count: ownToday(key, day) + 1 });
      const name = dayName(key, day);
      void shared?.add(name, name, DAY_MS + WINDOW_MS).catch(() => null);
    },

    heard(key) {
      const nowMs = Math.floor(now());
      const window = Math.floor(nowMs / WINDOW_MS);
      const own = windowsOf(local.peek(key), window);
      const all = windowsOf(heard.peek(key), window);
      return usedOf({
        count: Math.max(own.count, all.count),
        previous: Math.max(own.previous, all.previous),
        elapsedMs: nowMs - window * WINDOW_MS,
      });
    },

    async usage(key) {
      const nowMs = Math.floor(now());
      const window = Math.floor(nowMs / WINDOW_MS);
      const day = dayOf(nowMs);
      const names = [windowName(key, window), windowName(key, window - 1), dayName(key, day)];
      const [count = 0, previous = 0, today = 0] = (await shared?.read(names)) ?? [];
      const own = windowsOf(local.get(key), window);
      const used = usedOf({
        count: Math.max(own.count, count),
        previous: Math.max(own.previous, previous),
        elapsedMs: nowMs - window * WINDOW_MS,
      });
      return { usedThisMinute: Math.ceil(used), usedToday: Math.max(ownToday(key, day), today) };
    },
  };
}

function windowName(key: string, window: number): string {
  return `budget/${key}/${window}`;
}

/** Divided last: whole numbers up to there, so that a limit is met exactly and not nearly. */
function usedOf({ count, previous, elapsedMs }: Usage): number {
  return (count * WINDOW_MS + previous * (WINDOW_MS - elapsedMs)) / WINDOW_MS;
}

interface Usage {
  /** In this window; when room is looked for, with the request that found none. */
  readonly count: number;
  readonly previous: number;
  readonly elapsedMs: number;
}

function roomInMs(limit: number, { count, previous, elapsedMs }: Usage): number {
  const leftMs = WINDOW_MS - elapsedMs;
  // The window before this one fades: count + previous × (part of the window that is left) <= limit.
  if (count <= limit) return previous === 0 ? 0 : Math.max(0, fadeMs(leftMs, limit - count, previous));
  // This window alone is full. It fades over the next one, in which the request is the only one.
  return leftMs + Math.max(0, fadeMs(WINDOW_MS, limit - 1, count - 1));
}

/** How long until no more than `room` is left of `faded` requests that fade to nothing over `leftMs` of a window. */
function fadeMs(leftMs: number, room: number, faded: number): number {
  return Math.ceil(leftMs - (room * WINDOW_MS) / faded);
}
