import { vi } from 'vitest';
import { createSharedMemory } from '../../scripts/traffic/shared-memory.ts';
import type { Entry } from '../../src/cache/entry.ts';
import { createMemoryCache } from '../../src/cache/memory-cache.ts';
import { createReadThrough } from '../../src/cache/read-through.ts';

/** A read-through over a source that answers `key@version`, by a clock that stands still until it is turned. */
export function createFixture(options: { readonly shared?: boolean } = {}) {
  const clock = { nowMs: 1_000_000, changedAtMs: 0 };
  const together = createSharedMemory(() => clock.nowMs);
  const source = {
    version: 1,
    reads: [] as (readonly string[])[],
    absent: new Set<string>(),
    failure: null as Error | null,
    /** Holds an answer back until it is resolved. */
    gate: null as Promise<void> | null,
  };
  const events = {
    refreshed: 0,
    failed: [] as unknown[],
    used: [] as string[],
    found: {} as Record<string, number>,
  };
  const state = { isOpen: true, isFree: true, tries: 0 };
  const memory = createMemoryCache(1_000_000);
  const shared = (options.shared ?? true) ? together.cache : null;
  const create = () =>
    createReadThrough<string>({
      memory,
      shared,
      prefix: 'p/',
      async readMany(keys) {
        source.reads.push([...keys].sort());
        const { version, failure } = source;
        await source.gate;
        if (failure !== null) throw failure;
        return new Map(
          keys.filter((key) => !source.absent.has(key)).map((key) => [key, `${key}@${version}`]),
        );
      },
      readAtMs: () => clock.nowMs,
      isValue: (_key, value): value is string => typeof value === 'string',
      isFresh: (entry) => entry.readAtMs >= clock.changedAtMs && clock.nowMs - entry.readAtMs < 100,
      isAgeing: (entry) => clock.nowMs - entry.readAtMs >= 50,
      keysInUse: () => [...new Set(events.used)],
      isUsable: (entry) => clock.nowMs - entry.readAtMs < 1000,
      async exclusively(work) {
        state.tries += 1;
        if (state.isFree) await work();
        return state.isFree;
      },
      onRefreshed: () => {
        events.refreshed += 1;
      },
      onRefreshFailed: (error) => events.failed.push(error),
      onUse: (key) => events.used.push(key),
      onRemembered: () => {},
      onFound: (layer, count) => {
        events.found[layer] = (events.found[layer] ?? 0) + count;
      },
      isOpen: () => state.isOpen,
      windowMs: 0,
    });
  const reader = create();
  return {
    clock,
    source,
    events,
    state,
    memory,
    sharedCache: together.cache,
    reader,
    async values(...keys: readonly string[]) {
      const { entries } = await reader.getMany(keys);
      return Object.fromEntries([...entries].map(([key, { value }]) => [key, value]));
    },
    setShared: (key: string, entry: Entry<unknown>) => together.cache.setMany(new Map([[`p/${key}`, entry]])),
    sourceWasAsked: (times: number) =>
      vi.waitFor(() => {
        if (source.reads.length !== times) throw new Error(`asked ${source.reads.length} times`);
      }),
    until: (condition: () => boolean) =>
      vi.waitFor(() => {
        if (!condition()) throw new Error('not yet');
      }),
  };
}
