/** Which keys readers have asked for lately: what is worth reading again as soon as it changes. */
export interface HotKeys {
  /** A reader has asked for it; true when other replicas are to be told, which is due now and then. */
  touch(key: string): boolean;
  /** Readers of another replica have asked for it. */
  learn(key: string): void;
  list(): readonly string[];
}

/** Longer than the pause of a person who looks at one page after the other. */
const HOT_MS = 10 * 60_000;
const MAX_KEYS = 20_000;
/** Often enough that what is read here stays worth reading again to the others. */
const TELL_EVERY_MS = HOT_MS / 2;

interface Use {
  readonly atMs: number;
  readonly toldAtMs: number;
}

export function createHotKeys(now: () => number): HotKeys {
  // A Map keeps its keys in the order of their insertion: the oldest stand in front.
  const uses = new Map<string, Use>();

  function put(key: string, use: Use): void {
    uses.delete(key);
    uses.set(key, use);
    if (uses.size <= MAX_KEYS) return;
    const [oldest] = uses.keys();
    if (oldest !== undefined) uses.delete(oldest);
  }

  /** Further ahead than it can have been learned: the clock was set back since. */
  function learnedUntil(key: string, nowMs: number): number {
    const { atMs = 0 } = uses.get(key) ?? {};
    return atMs <= nowMs + TELL_EVERY_MS ? atMs : 0;
  }

  return {
    touch(key) {
      const nowMs = now();
      const toldAtMs = uses.get(key)?.toldAtMs ?? Number.NEGATIVE_INFINITY;
      // Told in the future: the clock was set back since.
      const isDue = nowMs - toldAtMs >= TELL_EVERY_MS || nowMs < toldAtMs;
      const atMs = Math.max(nowMs, learnedUntil(key, nowMs));
      put(key, { atMs, toldAtMs: isDue ? nowMs : toldAtMs });
      return isDue;
    },
    learn(key) {
      const { toldAtMs = Number.NEGATIVE_INFINITY } = uses.get(key) ?? {};
      // The other replica may go on asking for so long before it tells again.
      put(key, { atMs: now() + TELL_EVERY_MS, toldAtMs });
    },
    list() {
      const sinceMs = now() - HOT_MS;
      return [...uses].filter(([, { atMs }]) => atMs >= sinceMs).map(([key]) => key);
    },
  };
}
