/** Begins a window of so many milliseconds; resolves at its end. One of 0 ends when the event loop turns. */
export type OpenWindow = (ms: number) => Promise<void>;

export const openWindow: OpenWindow = (ms) =>
  new Promise((resolve) => {
    if (ms === 0) setImmediate(resolve);
    else setTimeout(resolve, ms);
  });

/**
 * Windows that end together: one that is begun while another of its length is open ends with that one. What several batchers gather for
 * one query they then ask in one turn of the event loop, however long the query was at naming its keys.
 */
export function createSharedWindows(): OpenWindow {
  const open = new Map<number, Promise<void>>();
  return (ms) => {
    const shared = open.get(ms);
    if (shared !== undefined) return shared;
    const begun = openWindow(ms).then(() => void open.delete(ms));
    open.set(ms, begun);
    return begun;
  };
}
