import { createHash } from 'node:crypto';

/** A stable number for a text: dbt platform's ids are numbers, artifacts carry UUIDs and names. */
export function toStableId(text: string): number {
  // 48 bits: exact as a JSON number, and two of a few thousand runs hardly ever meet.
  return createHash('sha256').update(text).digest().readUIntBE(0, 6);
}

/** The id of the run that wrote an artifact; null where the artifact does not name its invocation. */
export function runIdOf(invocationId: string | null | undefined): number | null {
  return invocationId ? toStableId(invocationId) : null;
}
