import type { OuterCache, StoredEntry } from './outer-cache.ts';

/** Makes one question of all reads that are asked before the event loop turns: the readers of one query ask side by side. */
export function gatherReads(outer: OuterCache): OuterCache {
  let gathering: {
    readonly keys: string[];
    readonly found: Promise<readonly (StoredEntry | undefined)[]>;
  } | null = null;

  function startGathering() {
    const keys: string[] = [];
    const turn = new Promise<void>((resolve) => setImmediate(resolve));
    const found = turn.then(() => {
      gathering = null;
      return outer.getMany(keys);
    });
    return { keys, found };
  }

  return {
    ...outer,
    async getMany(keys) {
      if (keys.length === 0) return [];
      gathering ??= startGathering();
      const start = gathering.keys.length;
      for (const key of keys) gathering.keys.push(key);
      const found = await gathering.found;
      return found.slice(start, start + keys.length);
    },
  };
}
