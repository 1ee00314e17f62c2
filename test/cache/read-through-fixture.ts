import { vi } from 'vitest';
import { createEntryMemory } from '../../src/cache/entry-memory.ts';
import type { Freshness } from '../../src/cache/freshness.ts';
import { createJsonCodec } from '../../src/cache/json-codec.ts';
import { createLayers, type Read } from '../../src/cache/layers.ts';
import { createMemory } from '../../src/cache/memory.ts';
import type { OuterCache } from '../../src/cache/outer-cache.ts';
import { createOuterEntries } from '../../src/cache/outer-entries.ts';
import { createReadThrough } from '../../src/cache/read-through.ts';
import { createRefresher } from '../../src/cache/refresher.ts';
import { createOuterMemory } from '../fakes/outer-memory.ts';
import { PATIENT } from '../support/patience.ts';

const PREFIX = 'p/';

/** A key whose text is only its name. */
export interface Key {
  readonly name: string;
}

const codec = createJsonCodec((value): value is string => typeof value === 'string');

/**
 * A read-through over a source that answers `key@version`, by a clock that stands still until it is turned: what is 50 ms old is ageing,
 * 100 ms stale, 1000 ms dead. `outer` is the cache outside the process, by default one that lives in it; null for none.
 */
export function createFixture(options: { readonly outer?: OuterCache | null } = {}) {
  const clock = { nowMs: 1_000_000, changedAtMs: 0 };
  const { outer = createOuterMemory() } = options;
  const source = {
    version: 1,
    reads: [] as (readonly string[])[],
    absent: new Set<string>(),
    failure: null as Error | null,
    /** Holds an answer back until it is resolved. */
    gate: null as Promise<void> | null,
    async readMany(keys: readonly Key[]) {
      source.reads.push(keys.map(({ name }) => name).sort());
      const { version, failure } = source;
      const readAtMs = clock.nowMs;
      await source.gate;
      if (failure !== null) throw failure;
      const read = (name: string) => (source.absent.has(name) ? null : `${name}@${version}`);
      return new Map<string, Read<string>>(keys.map(({ name }) => [name, { value: read(name), readAtMs }]));
    },
  };
  const events = {
    refreshed: 0,
    failed: [] as unknown[],
    used: [] as string[],
    kept: [] as string[],
    found: {} as Record<string, number>,
  };
  const state = { isOpen: true, isFree: true, tries: 0 };
  const isOpen = () => state.isOpen;
  const keyText = ({ name }: Key) => name;
  const keysOf = (names: readonly string[]) => names.map((name): Key => ({ name }));
  const freshness: Freshness = {
    readAtMs: () => clock.nowMs,
    freshUntilMs: ({ readAtMs }) => readAtMs + 100,
    state({ readAtMs }) {
      const ageMs = clock.nowMs - readAtMs;
      if (ageMs >= 1000) return 'dead';
      if (ageMs >= 100 || readAtMs < clock.changedAtMs) return 'stale';
      return ageMs >= 50 ? 'ageing' : 'fresh';
    },
  };
  const memory = createMemory(1_000_000);
  const entries = createEntryMemory(memory, PREFIX, codec, () => clock.nowMs);
  const layers = createLayers<Key, string>({
    keyText,
    codec,
    memory: entries,
    outer: outer === null ? null : createOuterEntries(outer, PREFIX, codec, isOpen),
    source,
    isOpen,
    onKept: ({ name }) => events.kept.push(name),
  });
  const refresher = createRefresher<Key, string>({
    keyText,
    layers,
    freshness,
    keysInUse: () => keysOf([...new Set(events.used)]),
    async exclusively(work) {
      state.tries += 1;
      if (state.isFree) await work();
      return state.isFree;
    },
    isOpen,
    windowMs: 0,
    onRefreshed: () => {
      events.refreshed += 1;
    },
    onFailed: (error) => events.failed.push(error),
  });
  const reader = createReadThrough<Key, string>({
    keyText,
    layers,
    freshness,
    refresher,
    windowMs: 0,
    onUse: ({ name }) => events.used.push(name),
    onFound: (layer, count) => {
      events.found[layer] = (events.found[layer] ?? 0) + count;
    },
  });
  return {
    clock,
    source,
    events,
    state,
    memory,
    /** Of a fixture without one, an empty one that nobody asks. */
    outer: outer ?? createOuterMemory(),
    layers,
    refresher,
    reader,
    keysOf,
    held: (name: string) => entries.get(name),
    peek: (name: string) => reader.peek({ name })?.value,
    async values(...names: readonly string[]) {
      const lookup = await reader.getMany(keysOf(names));
      return Object.fromEntries([...lookup.entries].map(([name, { value }]) => [name, value]));
    },
    /** As another replica leaves it. */
    setOuter: (name: string, value: unknown, readAtMs: number) =>
      outer?.setMany(new Map([[PREFIX + name, { bytes: Buffer.from(JSON.stringify(value)), readAtMs }]])),
    getOuter: async (name: string) => (await outer?.getMany([PREFIX + name]))?.[0],
    sourceWasAsked: (times: number) =>
      vi.waitFor(() => {
        if (source.reads.length !== times) throw new Error(`asked ${source.reads.length} times`);
      }, PATIENT),
    until: (condition: () => boolean) =>
      vi.waitFor(() => {
        if (!condition()) throw new Error('not yet');
      }, PATIENT),
  };
}
