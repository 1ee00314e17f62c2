import type { Log } from './log.ts';

export interface RefusedCaller {
  /** One of few sentences, which repeat nothing of what was sent. */
  readonly reason: string;
  readonly requestId: string | undefined;
}

/** Who was refused, and why: a line for each reason at once, then one a minute with the count since the last one. */
export interface RefusedCallers {
  tell(refused: RefusedCaller): void;
  /** Says what was only counted so far. */
  flush(): void;
}

interface Kind {
  saidAtMs: number;
  /** Since then. */
  count: number;
}

const EVERY_MS = 60_000;
const MAX_KINDS = 100;

export function createRefusedCallers(log: Pick<Log, 'info'>, now: () => number): RefusedCallers {
  const kinds = new Map<string, Kind>();

  function say(reason: string, count: number, fields: { readonly requestId?: string | undefined }): void {
    log.info({ reason, count, ...fields }, 'callers were refused');
  }

  return {
    tell({ reason, requestId }) {
      const nowMs = now();
      const kind = kinds.get(reason) ?? { saidAtMs: Number.NEGATIVE_INFINITY, count: 0 };
      kind.count += 1;
      const ageMs = nowMs - kind.saidAtMs;
      // Said in the future: the clock was set back since.
      if (ageMs < 0 || ageMs >= EVERY_MS) {
        say(reason, kind.count, { requestId });
        kind.saidAtMs = nowMs;
        kind.count = 0;
      }
      if (kinds.size < MAX_KINDS) kinds.set(reason, kind);
    },

    flush() {
      for (const [reason, { count }] of kinds) if (count > 0) say(reason, count, {});
      kinds.clear();
    },
  };
}
