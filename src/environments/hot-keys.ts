/** Which keys readers have asked for lately: what is worth reading again as soon as it changes. */
export interface HotKeys {
  touch(key: string): void;
  list(): readonly string[];
}

/** Longer than the pause of a person who looks at one page after the other. */
const HOT_MS = 10 * 60_000;
const MAX_KEYS = 20_000;

export function createHotKeys(now: () => number): HotKeys {
  // A Map keeps its keys in the order of their insertion: the oldest stand in front.
  const touchedAtMs = new Map<string, number>();
  return {
    touch(key) {
      touchedAtMs.delete(key);
      touchedAtMs.set(key, now());
      if (touchedAtMs.size > MAX_KEYS) {
        const [oldest] = touchedAtMs.keys();
        if (oldest !== undefined) touchedAtMs.delete(oldest);
      }
    },
    list() {
      const sinceMs = now() - HOT_MS;
      return [...touchedAtMs].filter(([, atMs]) => atMs >= sinceMs).map(([key]) => key);
    },
  };
}
