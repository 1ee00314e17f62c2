import { LRUCache } from 'lru-cache';

/** Counts the requests begun within the last minute, in two windows of which the older one fades out. */
export interface RequestCounter {
  /** Counts one more request, over all replicas as far as they can be heard. */
  count(key: string): Promise<Counted>;
}

export interface Counted {
  /** Requests within the last minute, this one included. */
  readonly used: number;
  /** Milliseconds until one more request fits under this limit, if this one is given back and nobody else asks. */
  roomInMs(limit: number): number;
  /** Takes the request back, for one that is not made after all: refusals must not use up the room they wait for. */
  giveBack(): void;
}

/** Counts shared by replicas: of this window and of the one before; null when there is nobody to share with. */
export type SharedCount = (
  name: string,
  otherName: string,
  ttlMs: number,
) => Promise<{ readonly count: number; readonly other: number; giveBack(): void } | null>;

const WINDOW_MS = 60_000;
/** Hosts and tokens that are counted at once; every token that an admin tries is one. */
const MAX_KEYS = 10_000;

export interface RequestCounterOptions {
  readonly now: () => number;
  readonly sharedCount: SharedCount;
}

interface Windows {
  window: number;
  count: number;
  previous: number;
}

export function createRequestCounter({ now, sharedCount }: RequestCounterOptions): RequestCounter {
  const local = new LRUCache<string, Windows>({ max: MAX_KEYS });

  function countLocally(key: string, window: number): Windows {
    const known = local.get(key) ?? { window, count: 0, previous: 0 };
    if (known.window !== window) {
      known.previous = known.window === window - 1 ? known.count : 0;
      known.count = 0;
      known.window = window;
    }
    known.count += 1;
    local.set(key, known);
    return { ...known };
  }

  function giveBackLocally(key: string, window: number): void {
    const known = local.get(key);
    if (known?.window === window) known.count -= 1;
    else if (known?.window === window + 1) known.previous -= 1;
  }

  return {
    async count(key) {
      const nowMs = Math.floor(now());
      const window = Math.floor(nowMs / WINDOW_MS);
      const own = countLocally(key, window);
      const shared = await sharedCount(
        `budget/${key}/${window}`,
        `budget/${key}/${window - 1}`,
        2 * WINDOW_MS,
      );
      // While the shared counter is away, or was emptied, this process at least knows its own share.
      const count = Math.max(own.count, shared?.count ?? 0);
      const previous = Math.max(own.previous, shared?.other ?? 0);
      const elapsedMs = nowMs - window * WINDOW_MS;
      return {
        // Divided last: whole numbers up to there, so that a limit is met exactly and not nearly.
        used: (count * WINDOW_MS + previous * (WINDOW_MS - elapsedMs)) / WINDOW_MS,
        roomInMs: (limit) => roomInMs(limit, { count, previous, elapsedMs }),
        giveBack() {
          giveBackLocally(key, window);
          shared?.giveBack();
        },
      };
    },
  };
}

interface Usage {
  /** In this window, with the request that found no room. */
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
