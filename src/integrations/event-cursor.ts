/** Where a page of the audit trail ended: callers hand it back as it is. */

const CURSOR = /^event:(\d{1,15})$/;

export function toEventCursor(sequence: number): string {
  return Buffer.from(`event:${sequence}`).toString('base64url');
}

/** The sequence of the last event of a page; null for a text that is no cursor. */
export function readEventCursor(cursor: string): number | null {
  const sequence = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
  // Decoding passes over what is not base64: only the very text that was given out counts.
  return sequence !== undefined && toEventCursor(Number(sequence)) === cursor ? Number(sequence) : null;
}
