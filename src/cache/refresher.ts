import { createBatcher } from './batcher.ts';
import type { EntryState, Freshness } from './freshness.ts';
import type { Layers } from './layers.ts';
import type { OpenWindow } from './windows.ts';

/** Reads again what is out of date, behind the readers' backs. */
export interface Refresher<Key> {
  /** Resolves when the keys were read again, were left to another replica, or could not be read. */
  ask(keys: readonly Key[]): Promise<void>;
  /**
   * The same after a change that has just been told: a read that is in flight, whoever asked for it, may have begun before the change, so
   * it is waited for, and followed by another one where it did.
   */
  askAfterChange(keys: readonly Key[]): Promise<void>;
}

export interface RefresherOptions<Key, Value> {
  readonly keyText: (key: Key) => string;
  readonly layers: Layers<Key, Value>;
  readonly freshness: Freshness;
  /** Keys that readers have asked for lately: the ageing ones are read along when another one is read again. */
  readonly keysInUse: () => readonly Key[];
  /** Runs the work by one replica at a time; false when another is at it, and will tell. */
  readonly exclusively: (work: () => Promise<void>) => Promise<boolean>;
  readonly isOpen: () => boolean;
  readonly windowMs: number;
  readonly openWindow?: OpenWindow | undefined;
  readonly onRefreshed: () => void;
  readonly onFailed: (error: unknown) => void;
}

export function createRefresher<Key, Value>(options: RefresherOptions<Key, Value>): Refresher<Key> {
  const { keyText, layers, freshness } = options;
  const stateOf = (key: Key) => {
    const entry = layers.inMemory(key);
    return entry === undefined ? 'dead' : freshness.state(entry);
  };
  const isDue = (key: Key) => stateOf(key) === 'stale' || stateOf(key) === 'dead';
  const isAgeing = (key: Key) => layers.inMemory(key) !== undefined && stateOf(key) === 'ageing';

  const { windowMs, openWindow } = options;
  const batches = createBatcher<Key, void>({ keyText, windowMs, openWindow, run: refreshNow });

  async function refreshNow(keys: readonly Key[]): Promise<void> {
    if (!options.isOpen() || !keys.some(isDue)) return;
    try {
      let hasRead = false;
      await options.exclusively(async () => {
        const wanted = distinct([...keys.filter(isDue), ...options.keysInUse().filter(isAgeing)]);
        // Another replica may have read them again already; an ageing entry will do in the place of a stale one.
        await layers.fromOuter(wanted, (entry) => isCurrent(freshness.state(entry)));
        const left = wanted.filter((key) => isDue(key) || isAgeing(key));
        if (!left.some(isDue)) return;
        // Other replicas are let in, and told, when they can find outside the process what was read.
        await (await layers.fromSource(left)).written;
        hasRead = true;
      });
      if (hasRead) options.onRefreshed();
    } catch (error) {
      options.onFailed(error);
    }
  }

  function isCurrent(state: EntryState): boolean {
    return state === 'fresh' || state === 'ageing';
  }

  function distinct(keys: readonly Key[]): readonly Key[] {
    return [...new Map(keys.map((key) => [keyText(key), key])).values()];
  }

  return {
    async ask(keys) {
      await batches.ask(keys);
    },
    async askAfterChange(keys) {
      const before = new Map(keys.map((key) => [key, layers.inMemory(key)?.readAtMs]));
      await batches.ask(keys);
      // One that could not be read has its old time still, and is left to the next reader.
      const again = keys.filter((key) => layers.inMemory(key)?.readAtMs !== before.get(key));
      if (again.some(isDue)) await batches.ask(again.filter(isDue));
    },
  };
}
