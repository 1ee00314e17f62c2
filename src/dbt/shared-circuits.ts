import { z } from 'zod';
import type { OpenCircuit } from './circuit.ts';

/** What replicas tell each other of a dbt that is not to be asked. */
export interface SharedCircuits {
  /** Null when no other replica knows of one, or none can be heard. */
  read(key: string): Promise<OpenCircuit | null>;
  write(key: string, open: OpenCircuit): void;
}

/** The part of the replicas' coordination that is used here. */
export interface SharedNotes {
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown, ttlMs: number): void;
}

const openCircuit = z.object({
  untilMs: z.number(),
  code: z.enum([
    'DBT_TOKEN_REJECTED',
    'DBT_RATE_LIMITED',
    'DBT_TIMEOUT',
    'DBT_UNREACHABLE',
    'DBT_RESPONSE_INVALID',
  ]),
  message: z.string().max(1000),
});

export function createSharedCircuits(notes: SharedNotes, now: () => number): SharedCircuits {
  return {
    async read(key) {
      const parsed = openCircuit.safeParse(await notes.read(`circuit/${key}`));
      return parsed.success && parsed.data.untilMs > now() ? parsed.data : null;
    },
    write(key, open) {
      notes.write(`circuit/${key}`, open, Math.max(1, open.untilMs - now()));
    },
  };
}
