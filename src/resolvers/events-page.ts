import { graphqlError } from '../errors.ts';
import { readEventCursor } from '../integrations/event-cursor.ts';
import type { EventsPage } from '../integrations/reads.ts';

const MAX_EVENTS = 100;

/** Which part of the audit trail a field of this name is asked for. Throws BAD_USER_INPUT. */
export function toEventsPage(field: string, first: number, after?: string | null): EventsPage {
  // A null that was written out gets past the default.
  if (!(first >= 1 && first <= MAX_EVENTS)) {
    throw graphqlError('BAD_USER_INPUT', `${field}: first must be between 1 and ${MAX_EVENTS}.`);
  }
  if (after === null || after === undefined) return { first, before: null };
  const before = readEventCursor(after);
  if (before === null) {
    throw graphqlError(
      'BAD_USER_INPUT',
      `${field}: after is no cursor. Pass the endCursor of the page before, or leave after out to begin with the newest event.`,
    );
  }
  return { first, before };
}
