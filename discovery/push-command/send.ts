import { parseRetryAfter } from '../arrivals/retry-after.ts';

/** What the sender needs of the world. */
export interface World {
  readonly fetch: typeof fetch;
  readonly wait: (ms: number) => Promise<unknown>;
  /** From 0 to 1. */
  readonly random: () => number;
}

export interface Push {
  readonly url: URL;
  readonly token: string;
  readonly archive: Uint8Array<ArrayBuffer>;
  readonly attempts: number;
  readonly timeoutMs: number;
}

export interface PushAnswer {
  readonly status: number;
  readonly text: string;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Sends a push until it is answered. A push that is not answered, or with 429 or 5xx, is sent again after a while:
 * sent twice, it changes nothing. Throws when no attempt is answered.
 */
export async function sendPush(push: Push, world: World): Promise<PushAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOnce(push, world);
    const isLast = attempt >= push.attempts;
    if (outcome instanceof Response) {
      const { status } = outcome;
      if (isLast || !isPassing(status)) return { status, text: await textOf(outcome) };
      await outcome.body?.cancel();
    } else if (isLast) {
      const tried = attempt === 1 ? 'once' : `${attempt} times`;
      throw new Error(`cannot reach ${push.url.origin} (${outcome.reason}), tried ${tried}`);
    }
    await world.wait(waitMs(outcome, attempt, world.random()));
  }
}

interface NotReached {
  reason: string;
}

async function attemptOnce(push: Push, world: World): Promise<Response | NotReached> {
  try {
    return await world.fetch(push.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${push.token}`, 'content-type': 'application/gzip' },
      body: push.archive,
      // The token goes where it was meant to go and nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(push.timeoutMs),
    });
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

/** An answer that breaks off says as little as an empty one. */
async function textOf(response: Response): Promise<string> {
  return response.text().catch(() => '');
}

function waitMs(outcome: Response | NotReached, attempt: number, random: number): number {
  const asked = outcome instanceof Response ? outcome.headers.get('retry-after') : null;
  const askedMs = parseRetryAfter(asked, new Date());
  if (askedMs !== null) return Math.min(askedMs, LONGEST_WAIT_MS);
  const ceiling = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  return ceiling * (0.5 + random / 2);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : error.message;
}
