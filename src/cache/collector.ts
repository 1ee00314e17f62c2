/**
 * Gathers the keys that concurrent callers ask for within a short window and hands them on as one list, each key once.
 * A gateway sends the Table and the Column references of one query as two requests a few milliseconds apart: gathered, they cost one read.
 */
export interface Collector<Result> {
  /** Resolves with the result of the batch that `keys` went into; a key that is under way already is not asked again. */
  ask(keys: readonly string[]): Promise<readonly Result[]>;
  /** Whether the batch that holds the key has been handed on and is not done. */
  isUnderWay(key: string): boolean;
}

export interface CollectorOptions<Result> {
  readonly windowMs: number;
  readonly run: (keys: readonly string[]) => Promise<Result>;
}

export function createCollector<Result>({ windowMs, run }: CollectorOptions<Result>): Collector<Result> {
  const underWay = new Map<string, Promise<Result>>();
  let gathering: { readonly keys: Set<string>; readonly result: Promise<Result> } | null = null;

  function startBatch() {
    const keys = new Set<string>();
    const result = new Promise<void>((resolve) => setTimeout(resolve, windowMs)).then(() => {
      gathering = null;
      return run([...keys]);
    });
    const forget = () => {
      for (const key of keys) underWay.delete(key);
    };
    result.then(forget, forget);
    return { keys, result };
  }

  return {
    ask(keys) {
      const results = new Set<Promise<Result>>();
      for (const key of keys) {
        const sharing = underWay.get(key);
        if (sharing !== undefined) {
          results.add(sharing);
          continue;
        }
        gathering ??= startBatch();
        gathering.keys.add(key);
        underWay.set(key, gathering.result);
        results.add(gathering.result);
      }
      return Promise.all(results);
    },
    isUnderWay: (key) => underWay.has(key) && gathering?.keys.has(key) !== true,
  };
}
