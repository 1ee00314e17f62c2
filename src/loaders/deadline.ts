import { DbtError } from '../dbt/errors.ts';

/**
 * Bounds what one request waits for, all its reads together; the clock starts with the first wait. The work itself goes on:
 * it may be shared with other requests, and what it reads is remembered for the next one.
 */
export function createDeadline(deadlineMs: number): <T>(work: Promise<T>) => Promise<T> {
  let expired: Promise<never> | undefined;
  const startClock = (): Promise<never> => {
    const promise = new Promise<never>((_resolve, reject) => {
      const message = `dbt did not answer within ${deadlineMs / 1000} seconds.`;
      const reason = () => new DbtError('DBT_TIMEOUT', message, { isCallersDeadline: true });
      setTimeout(() => reject(reason()), deadlineMs).unref();
    });
    // A request that is answered in time never looks at it again.
    promise.catch(() => {});
    return promise;
  };
  return (work) => {
    expired ??= startClock();
    return Promise.race([work, expired]);
  };
}
