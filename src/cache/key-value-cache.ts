import type { Memory } from './memory.ts';

/** A part of the process's memory in the form that libraries ask for. */
export interface KeyValueCache<Value> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/** `weigh`: what a value takes, in bytes. */
export function createKeyValueCache<Value>(
  memory: Memory,
  prefix: string,
  weigh: (value: Value) => number,
): KeyValueCache<Value> {
  const kept = memory.partition<{ readonly value: Value }>(prefix);
  return {
    get: async (key) => kept.get(key)?.value,
    set: async (key, value) => kept.set(key, { value }, weigh(value)),
    async delete(key) {
      const isThere = kept.get(key) !== undefined;
      kept.delete(key);
      return isThere;
    },
  };
}
