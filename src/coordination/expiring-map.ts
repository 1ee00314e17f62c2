/** Values by name, each of which ends after its time. Bounded in number: the one that was set longest ago goes first. */
export interface ExpiringMap<Value> {
  get(name: string): Value | undefined;
  set(name: string, value: Value, ttlMs: number): void;
  /** Changes a value and leaves its end where it is. Nothing happens where the value has ended. */
  update(name: string, change: (value: Value) => Value): void;
  delete(name: string): void;
}

interface Kept<Value> {
  readonly value: Value;
  readonly setAtMs: number;
  readonly ttlMs: number;
}

export function createExpiringMap<Value>(max: number, now: () => number): ExpiringMap<Value> {
  const kept = new Map<string, Kept<Value>>();
  const isAlive = ({ setAtMs, ttlMs }: Kept<Value>) => {
    const ageMs = now() - setAtMs;
    // A negative age: the clock was set back since, and how long the value has lasted is not known.
    return ageMs >= 0 && ageMs < ttlMs;
  };
  const find = (name: string): Kept<Value> | undefined => {
    const found = kept.get(name);
    if (found === undefined || isAlive(found)) return found;
    kept.delete(name);
    return undefined;
  };
  const makeRoom = () => {
    if (kept.size < max) return;
    for (const [name, value] of kept) if (!isAlive(value)) kept.delete(name);
    for (const name of kept.keys()) {
      if (kept.size < max) return;
      kept.delete(name);
    }
  };
  return {
    get: (name) => find(name)?.value,
    set(name, value, ttlMs) {
      kept.delete(name);
      makeRoom();
      kept.set(name, { value, setAtMs: now(), ttlMs });
    },
    update(name, change) {
      const found = find(name);
      if (found !== undefined) kept.set(name, { ...found, value: change(found.value) });
    },
    delete(name) {
      kept.delete(name);
    },
  };
}
