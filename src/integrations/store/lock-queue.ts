/** Work on a database that another process may hold: the event loop goes on while it waits for the lock. */
export interface LockQueue {
  /**
   * Runs the work, and again as a whole for as long as it meets a lock; it must leave nothing half done when it throws. Rejects with the
   * error of the lock when the deadline is over, with any other error at once.
   */
  run<T>(work: () => T): Promise<T>;
}

export interface LockQueueOptions {
  /** What one call waits, at most, for others' locks. */
  readonly deadlineMs: number;
  readonly wait: (ms: number) => Promise<unknown>;
  /** From 0 to 1. */
  readonly random?: () => number;
}

interface Call {
  /** False when it met a lock. */
  readonly isSettled: () => boolean;
  readonly giveUp: () => void;
  readonly expiresAtMs: number;
}

const FIRST_PAUSE_MS = 5;
const MAX_PAUSE_MS = 100;

/**
 * The first of the waiting calls tries for all of them: a lock that a hundred callers meet costs one try a pause, and each caller its own
 * deadline, not the sum of those before it. They run in the order in which they came.
 */
export function createLockQueue({ deadlineMs, wait, random = Math.random }: LockQueueOptions): LockQueue {
  const waiting: Call[] = [];
  let lock: unknown;
  /** Time as the queue counts it: its pauses alone. No clock that is set can end or prolong a deadline. */
  let elapsedMs = 0;

  async function drain(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    for (let head = waiting[0]; head !== undefined; head = waiting[0]) {
      // Processes that met the same lock come back at different times.
      const jitteredMs = pauseMs * (0.5 + random() / 2);
      await wait(jitteredMs);
      elapsedMs += jitteredMs;
      if (head.isSettled()) {
        waiting.shift();
        // The next one in a turn of its own: a hundred writes in a row would hold up the loop, too.
        pauseMs = 0;
        continue;
      }
      pauseMs = pauseMs === 0 ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, MAX_PAUSE_MS);
      while (waiting[0] !== undefined && waiting[0].expiresAtMs <= elapsedMs) waiting.shift()?.giveUp();
    }
  }

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        const call: Call = {
          isSettled() {
            try {
              resolve(work());
            } catch (error) {
              if (isLocked(error)) {
                lock = error;
                return false;
              }
              reject(error);
            }
            return true;
          },
          giveUp: () => reject(lock),
          expiresAtMs: elapsedMs + deadlineMs,
        };
        if (waiting.length === 0 && call.isSettled()) return;
        waiting.push(call);
        if (waiting.length === 1) void drain();
      }),
  };
}

/** What SQLite answers when somebody else holds the lock, in all its variants: they differ above the lowest byte. */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

export function isLocked(error: unknown): boolean {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return false;
  const code = error.errcode & 0xff;
  return code === SQLITE_BUSY || code === SQLITE_LOCKED;
}

/** For work that met a lock without an error of SQLite's own. */
export class LockedError extends Error {
  readonly errcode = SQLITE_BUSY;
}
