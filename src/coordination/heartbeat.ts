import type { Timers } from '../redis/timers.ts';

export interface Heartbeat {
  /** Aborted when the lock was lost. */
  readonly signal: AbortSignal;
  stop(): void;
}

export interface HeartbeatOptions {
  /** Renews the lock: true when it is this holder's, false when it is another's, undefined when Redis cannot be asked. */
  readonly renew: () => Promise<boolean | undefined>;
  /** When the request was sent that Redis last granted, by `timers`. Null when Redis has granted none yet. */
  readonly grantedAtMs: number | null;
  /** What Redis grants with each renewal. */
  readonly ttlMs: number;
  readonly everyMs: number;
  readonly timers: Timers;
}

/** Renews a lock until it is stopped or lost. */
export function startHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { renew, ttlMs, everyMs, timers } = options;
  const lost = new AbortController();
  let { grantedAtMs } = options;
  let isStopped = false;
  let cancel = () => {};
  // Counted from the sending, which is before Redis begins to count: this process never believes longer than Redis does.
  const leftMs = () =>
    grantedAtMs === null ? Number.POSITIVE_INFINITY : grantedAtMs + ttlMs - timers.nowMs();

  function stop(): void {
    isStopped = true;
    cancel();
  }

  function lose(): void {
    stop();
    lost.abort();
  }

  function beatLater(): void {
    cancel = timers.after(Math.max(0, Math.min(everyMs, leftMs())), beat);
  }

  async function beat(): Promise<void> {
    // Too late for a renewal, whatever Redis says now: another process may have held the lock in between.
    if (leftMs() <= 0) return lose();
    const sentAtMs = timers.nowMs();
    const isHeld = await renew();
    if (isStopped) return;
    if (isHeld === false) return lose();
    if (isHeld === true) grantedAtMs = sentAtMs;
    beatLater();
  }

  beatLater();
  return { signal: lost.signal, stop };
}
