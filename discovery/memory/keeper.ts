import type { OpenRequest } from './protocol.ts';
import { type Call, startThread, type Thread } from './thread.ts';

/** How long a thread that broke down is left alone, by how often it did since it last took something in. */
const WAITS_MS = [0, 1_000, 5_000, 30_000, 60_000];

export interface KeeperOptions {
  readonly opening: OpenRequest;
  readonly log: (line: string) => void;
  /** Told once the thread may be started anew. */
  readonly onDue: () => void;
}

/** The thread of a memory, and another one in its place when it breaks down. */
export interface Keeper {
  readonly call: Call;
  /** Starts the thread anew where it broke down; answers whether it did. Rejects while it is too early, or where it does not start. */
  revive(): Promise<boolean>;
  /** Why nothing can be taken in at present; null where it can. */
  trouble(): string | null;
  /** How often the thread was started anew. */
  restarts(): number;
  end(): Promise<void>;
}

/** Starts the thread and opens the state. Rejects where the state cannot be opened. */
export async function keepThread({ opening, log, onDue }: KeeperOptions): Promise<Keeper> {
  let breakdowns = 0;
  let restarts = 0;
  let notBefore = 0;
  let reason: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isEnding = false;
  let thread = await begin();

  async function begin(): Promise<Thread> {
    const begun = startThread(breakDown);
    try {
      for (const line of await begun.call('open', opening)) log(line);
      return begun;
    } catch (error) {
      await begun.end();
      throw error;
    }
  }

  function breakDown(error: Error): void {
    if (isEnding) return;
    const waitMs = WAITS_MS[Math.min(breakdowns, WAITS_MS.length - 1)] ?? 0;
    breakdowns += 1;
    notBefore = Date.now() + waitMs;
    reason = `The memory of artifacts broke down (${reasonOf(error)}): it starts again by itself, and what was not answered is to be sent again`;
    log(reason);
    clearTimeout(timer);
    timer = setTimeout(onDue, waitMs).unref();
  }

  return {
    call: async (name, argument, handedOver) => {
      const answer = await thread.call(name, argument, handedOver);
      if (name === 'take') breakdowns = 0;
      return answer;
    },
    async revive() {
      if (reason === null) return false;
      if (Date.now() < notBefore) throw new Error(reason);
      try {
        thread = await begin();
      } catch (error) {
        if (reason !== null) breakDown(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
      reason = null;
      restarts += 1;
      log('The memory of artifacts has started again, with what its file holds');
      return true;
    },
    trouble: () => reason,
    restarts: () => restarts,
    end: async () => {
      isEnding = true;
      clearTimeout(timer);
      await thread.end();
    },
  };
}

function reasonOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? cause.message : error.message;
}
