import { setTimeout as delay } from 'node:timers/promises';

/** The first of these outcomes; rejects when there is none in time. `what` begins the message: "The server did not start". */
export async function within<T>(ms: number, what: string, outcomes: readonly Promise<T>[]): Promise<T> {
  const settled = new AbortController();
  const late = delay(ms, null, { signal: settled.signal }).then(() => {
    throw new Error(`${what} within ${ms / 1000} s.`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([...outcomes, late]);
  } finally {
    settled.abort();
  }
}
