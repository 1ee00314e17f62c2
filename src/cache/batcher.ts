import { type OpenWindow, openWindow as openOwnWindow } from './windows.ts';

/**
 * Gathers the keys that concurrent callers ask for within a short window and runs them as one batch, each key once.
 * A gateway sends the Table and the Column references of one query as two requests a few milliseconds apart: gathered, they cost one read.
 */
export interface Batcher<Key, Result> {
  /** Resolves with the results of the batches that the keys went into; a key that is in flight is not run again. */
  ask(keys: readonly Key[]): Promise<readonly Result[]>;
}

export interface BatcherOptions<Key, Result> {
  /** Two keys of one text are one key. */
  readonly keyText: (key: Key) => string;
  /** How long the first key of a batch waits for others; 0 gathers what is asked before the event loop turns. */
  readonly windowMs: number;
  /** Shared with other batchers where they are to run at the same time. */
  readonly openWindow?: OpenWindow | undefined;
  readonly run: (keys: readonly Key[]) => Promise<Result>;
}

export function createBatcher<Key, Result>(options: BatcherOptions<Key, Result>): Batcher<Key, Result> {
  const { keyText, windowMs, openWindow = openOwnWindow, run } = options;
  const batchOf = new Map<string, Promise<Result>>();
  let gathering: { readonly keys: Map<string, Key>; readonly result: Promise<Result> } | null = null;

  function startBatch() {
    const keys = new Map<string, Key>();
    const result = openWindow(windowMs).then(() => {
      gathering = null;
      return run([...keys.values()]);
    });
    const forget = () => {
      for (const text of keys.keys()) batchOf.delete(text);
    };
    result.then(forget, forget);
    return { keys, result };
  }

  return {
    ask(keys) {
      const results = new Set<Promise<Result>>();
      for (const key of keys) {
        const text = keyText(key);
        const sharing = batchOf.get(text);
        if (sharing !== undefined) {
          results.add(sharing);
          continue;
        }
        gathering ??= startBatch();
        gathering.keys.set(text, key);
        batchOf.set(text, gathering.result);
        results.add(gathering.result);
      }
      return Promise.all(results);
    },
  };
}
