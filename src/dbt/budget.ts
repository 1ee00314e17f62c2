/** How many requests were begun lately; two windows, of which the older one fades out, stand in for a list of all of them. */
export interface RequestCounter {
  /** Counts one more and tells how many that makes within the last minute, over all replicas as far as they can be heard. */
  count(key: string): Promise<Counted>;
}

export interface Counted {
  readonly used: number;
  /** For a request that is not made after all: refusals must not use up what they wait for. */
  giveBack(): void;
}

/** Counts shared by replicas: of this window and of the one before; null when there is nobody to share with. */
export type SharedCount = (
  name: string,
  otherName: string,
  ttlMs: number,
) => Promise<{ readonly count: number; readonly other: number; giveBack(): void } | null>;

const WINDOW_MS = 60_000;

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
  const local = new Map<string, Windows>();

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
      const nowMs = now();
      const window = Math.floor(nowMs / WINDOW_MS);
      const own = countLocally(key, window);
      const shared = await sharedCount(
        `budget/${key}/${window}`,
        `budget/${key}/${window - 1}`,
        2 * WINDOW_MS,
      );
      // While the shared counter is away, or was emptied, this process at least knows its own share.
      const count = Math.max(own.count, shared?.count ?? 0);
      const other = Math.max(own.previous, shared?.other ?? 0);
      const elapsed = (nowMs % WINDOW_MS) / WINDOW_MS;
      return {
        used: count + other * (1 - elapsed),
        giveBack() {
          giveBackLocally(key, window);
          shared?.giveBack();
        },
      };
    },
  };
}
