import { z } from 'zod';
import type { Notes } from '../../coordination/note.ts';
import { DbtError, UnknownEnvironmentError } from '../../dbt/errors.ts';
import type { EnvironmentFailure } from '../../integrations/integration.ts';

/** Whether dbt fails for one environment, and how it failed last. */
export interface FailureState {
  /** Null where none was met, or none is remembered. */
  readonly lastFailure: EnvironmentFailure | null;
  /** The latest request that was heard of has failed. */
  readonly isFailing: boolean;
}

/** What reads of one environment have met, in this process and in those that leave notes. Never waits, and never fails a read. */
export interface EnvironmentFailures {
  /** After each request about this environment alone: null on success, else the error. */
  onRead(error: unknown): void;
  /** After each question whether anything has changed. An answer to it does not mend a read that failed. */
  onCheck(error: unknown): void;
  /** The later of what this process knows and what another one has left. */
  read(): Promise<FailureState>;
}

export interface EnvironmentFailuresOptions {
  readonly notes: Notes;
  /** Of the environment, in what replicas share. */
  readonly noteName: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** While dbt keeps failing, the others are told this often at most. */
const TELL_EVERY_MS = 5_000;
/** What nobody has met again for so long is not told to a process that knows nothing. */
const NOTE_MS = 60 * 60_000;

const note = z.object({
  lastFailure: z.object({ code: z.string(), message: z.string(), at: z.string() }),
  isFailing: z.boolean(),
  atMs: z.number(),
});

export function createEnvironmentFailures(options: EnvironmentFailuresOptions): EnvironmentFailures {
  const { notes, noteName, now } = options;
  let lastFailure: EnvironmentFailure | null = null;
  let failing: 'read' | 'check' | null = null;
  /** When this process last heard of dbt; null before that. */
  let heardAtMs: number | null = null;
  let toldAtMs = Number.NEGATIVE_INFINITY;

  function tell(atMs: number): void {
    toldAtMs = atMs;
    notes.write(noteName, { lastFailure, isFailing: failing !== null, atMs }, NOTE_MS);
  }

  function failed(kind: 'read' | 'check', { code, message }: DbtError): void {
    const atMs = now();
    const isNew = failing === null;
    lastFailure = { code, message, at: new Date(atMs).toISOString() };
    failing = failing === 'read' ? 'read' : kind;
    heardAtMs = atMs;
    if (isNew || Math.abs(atMs - toldAtMs) >= TELL_EVERY_MS) tell(atMs);
  }

  function answered(kind: 'read' | 'check'): void {
    heardAtMs = now();
    if (failing === null || (kind === 'check' && failing === 'read')) return;
    failing = null;
    tell(heardAtMs);
  }

  const hear = (kind: 'read' | 'check') => (error: unknown) => {
    // dbt has answered that it does not know the environment.
    if (error === null || error instanceof UnknownEnvironmentError) answered(kind);
    else if (error instanceof DbtError) failed(kind, error);
  };

  return {
    onRead: hear('read'),
    onCheck: hear('check'),
    async read() {
      const own = { lastFailure, isFailing: failing !== null };
      const told = note.safeParse(await notes.read(noteName).catch(() => undefined));
      if (!told.success) return own;
      const { atMs, ...others } = told.data;
      return heardAtMs === null || atMs > heardAtMs
        ? others
        : { ...own, lastFailure: own.lastFailure ?? others.lastFailure };
    },
  };
}
