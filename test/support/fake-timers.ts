import type { Timers } from '../../src/redis/timers.ts';

/** Timers by a clock that a test turns; the sockets are the real ones. */
export interface FakeTimers extends Timers {
  /** Turns the clock on, each timer firing at its time. */
  advance(ms: number): void;
  /** Turns the clock on as for a process that is blocked: the timers that became due fire afterwards, late. */
  block(ms: number): void;
  /** Timers that are set. */
  count(): number;
}

export function createFakeTimers(): FakeTimers {
  const pending = new Map<symbol, { readonly dueAtMs: number; readonly callback: () => void }>();
  let nowMs = 1000;
  const fireNext = (untilMs: number, clock: 'runs' | 'has run'): boolean => {
    const [next] = [...pending].sort(([, one], [, other]) => one.dueAtMs - other.dueAtMs);
    if (next === undefined || next[1].dueAtMs > untilMs) return false;
    const [id, { dueAtMs, callback }] = next;
    pending.delete(id);
    if (clock === 'runs') nowMs = Math.max(nowMs, dueAtMs);
    callback();
    return true;
  };
  return {
    nowMs: () => nowMs,
    after(delayMs, callback) {
      const id = Symbol();
      pending.set(id, { dueAtMs: nowMs + delayMs, callback });
      return () => void pending.delete(id);
    },
    afterPoll(callback) {
      setImmediate(callback);
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      while (fireNext(untilMs, 'runs'));
      nowMs = untilMs;
    },
    block(ms) {
      nowMs += ms;
      while (fireNext(nowMs, 'has run'));
    },
    count: () => pending.size,
  };
}

/** Everything that runs on microtasks, and what waits for a poll phase, is done after two turns of the event loop. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
