import { ErrorReply } from '@redis/client';
import type { Timers } from './timers.ts';

export type Outcome<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** Redis is there and refuses the command: it is full, or holds a value of another type under the key. */
  | { readonly kind: 'refused' }
  /** Redis did not answer in time, or the connection was cut. */
  | { readonly kind: 'missed' }
  /** This process was blocked, so that the deadline says nothing about Redis. */
  | { readonly kind: 'stalled' };

/** A timer that fires this late shows that the event loop was blocked meanwhile. */
const STALL_MS = 10;

/**
 * How a command came out within its deadline (milliseconds); never rejects. A reply that arrived while this process was blocked still
 * lies in the socket when the timer fires, so the sockets are read once before the command is given up. After a stall the command has
 * its deadline once more: it may not even have been sent.
 */
export function outcomeOf<T>(command: Promise<T>, deadlineMs: number, timers: Timers): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    let isSettled = false;
    let cancel = () => {};
    const settle = (outcome: Outcome<T>) => {
      isSettled = true;
      cancel();
      resolve(outcome);
    };
    const wait = (isLast: boolean) => {
      const dueAtMs = timers.nowMs() + deadlineMs;
      cancel = timers.after(deadlineMs, () => {
        const hasStalled = timers.nowMs() - dueAtMs >= STALL_MS;
        timers.afterPoll(() => {
          if (isSettled) return;
          if (!hasStalled) settle({ kind: 'missed' });
          else if (isLast) settle({ kind: 'stalled' });
          else wait(true);
        });
      });
    };
    wait(false);
    command.then(
      (value) => settle({ kind: 'answered', value }),
      (error) => settle({ kind: error instanceof ErrorReply ? 'refused' : 'missed' }),
    );
  });
}
