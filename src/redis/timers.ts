/** Time as this process measures it for itself: setting the clock does not move it, and a timer does not keep the process running. */
export interface Timers {
  /** Milliseconds since a moment without meaning; only differences count. */
  nowMs(): number;
  /** Calls back once. The function that is returned cancels the call. */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls back when the sockets have been read once more: after the next poll phase of the event loop. */
  afterPoll(callback: () => void): void;
}

export const processTimers: Timers = {
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
  afterPoll(callback) {
    setImmediate(callback);
  },
};
