/** Something that was read, and when. `value` null is known absence: worth remembering, unlike a failure. */
export interface Entry<Value> {
  readonly value: Value | null;
  /**
   * Epoch milliseconds, by the clock of the process that read it. The same entry gets a later time when it is read again and has not
   * changed, so that whatever was made of it stays current.
   */
  readonly readAtMs: number;
}

/** A time further ahead than the clocks of replicas may differ was noted before a clock was set back: it tells nothing any more. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** How entries leave and enter the process. */
export interface Codec<Value> {
  encode(value: Value): Uint8Array | Promise<Uint8Array>;
  /** Undefined for bytes that are damaged, or of another version: a miss. */
  decode(bytes: Uint8Array): Value | undefined | Promise<Value | undefined>;
  /** What the value weighs in memory, in bytes. */
  weigh(value: Value, bytes: Uint8Array): number;
}
