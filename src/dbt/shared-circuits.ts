import { z } from 'zod';
import { type CircuitNews, isRateLimit } from './circuit-news.ts';

/** What replicas tell each other of a dbt that is not to be asked, and of one that is back. */
export interface SharedCircuits {
  /** Empty when no other replica has told anything, or none can be heard. */
  read(key: string): Promise<readonly CircuitNews[]>;
  write(key: string, news: CircuitNews): void;
}

/** The part of the replicas' coordination that is used here. */
export interface SharedNotes {
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown, ttlMs: number): void;
}

/** Longer than any pause after failures: until then the note of an older opening could be believed. */
const CLOSING_TTL_MS = 60_000;

const circuitNews = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    atMs: z.number(),
    untilMs: z.number(),
    code: z.enum([
      'DBT_TOKEN_REJECTED',
      'DBT_RATE_LIMITED',
      'DBT_TIMEOUT',
      'DBT_UNREACHABLE',
      'DBT_RESPONSE_INVALID',
    ]),
    message: z.string().max(1000),
  }),
  z.object({ kind: z.literal('closed'), atMs: z.number() }),
]);

export function createSharedCircuits(notes: SharedNotes, now: () => number): SharedCircuits {
  return {
    async read(key) {
      // Notes that cannot be read are notes that nobody wrote: a call is never refused because replicas do not hear each other.
      const found = await Promise.all([notes.read(limitNote(key)), notes.read(stateNote(key))]).catch(
        () => [],
      );
      return found.flatMap((note) => {
        const parsed = circuitNews.safeParse(note);
        return parsed.success ? [parsed.data] : [];
      });
    },

    write(key, news) {
      if (news.kind === 'closed') notes.write(stateNote(key), news, CLOSING_TTL_MS);
      else {
        const name = isRateLimit(news) ? limitNote(key) : stateNote(key);
        notes.write(name, news, Math.max(1, news.untilMs - now()));
      }
    },
  };
}

/** A rate limit has a note of its own, which news of failures and of their end do not overwrite. */
function limitNote(key: string): string {
  return `circuit/${key}/limit`;
}

function stateNote(key: string): string {
  return `circuit/${key}`;
}
