/** Which keys readers have asked for lately: those worth reading again as soon as they change. */
export interface HotKeys<Key> {
  /** A reader has asked for the key; true when other replicas are to be told, which is due now and then. */
  use(key: Key): boolean;
  /** Readers of another replica have asked for the key. */
  learn(key: Key): void;
  list(): readonly Key[];
}

/** Longer than the pause of a person who looks at one page after the other. */
const HOT_MS = 10 * 60_000;
const MAX_KEYS = 20_000;
/** Announce again at half the hot period, so the key stays hot on other replicas. */
const ANNOUNCE_EVERY_MS = HOT_MS / 2;

interface Use<Key> {
  readonly key: Key;
  readonly atMs: number;
  readonly announcedAtMs: number;
}

export function createHotKeys<Key>(keyText: (key: Key) => string, now: () => number): HotKeys<Key> {
  // A Map keeps its keys in the order of their insertion: the oldest stand in front.
  const uses = new Map<string, Use<Key>>();

  function put(text: string, use: Use<Key>): void {
    uses.delete(text);
    uses.set(text, use);
    const sinceMs = now() - HOT_MS;
    for (const [oldest, { atMs }] of uses) {
      if (uses.size <= MAX_KEYS && atMs >= sinceMs) return;
      uses.delete(oldest);
    }
  }

  return {
    use(key) {
      const nowMs = now();
      const text = keyText(key);
      const before = uses.get(text);
      const announcedAtMs = before?.announcedAtMs ?? Number.NEGATIVE_INFINITY;
      // An announcement of the future: the clock was set back since.
      const isDue = nowMs - announcedAtMs >= ANNOUNCE_EVERY_MS || nowMs < announcedAtMs;
      // A key that was learned stays hot for longer than one use makes it, unless its time lies further ahead than it can have been learned.
      const learnedAtMs = before !== undefined && before.atMs <= nowMs + ANNOUNCE_EVERY_MS ? before.atMs : 0;
      put(text, { key, atMs: Math.max(nowMs, learnedAtMs), announcedAtMs: isDue ? nowMs : announcedAtMs });
      return isDue;
    },
    learn(key) {
      const text = keyText(key);
      const announcedAtMs = uses.get(text)?.announcedAtMs ?? Number.NEGATIVE_INFINITY;
      // The other replica may go on asking for so long before it announces again.
      put(text, { key, atMs: now() + ANNOUNCE_EVERY_MS, announcedAtMs });
    },
    list() {
      const sinceMs = now() - HOT_MS;
      return [...uses.values()].filter(({ atMs }) => atMs >= sinceMs).map(({ key }) => key);
    },
  };
}
