import type { SignedEvent } from './run-completed.ts';

export type Delivery =
  | { readonly outcome: 'delivered' }
  /** Trying again may help. */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** Trying again cannot help. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** dbt counts an answer that takes longer as a failure, so receivers are built for it. */
const DEADLINE_MS = 10_000;

const REFUSALS = new Map([
  [401, 'the signature does not fit: set the same secret on both sides, with setDbtWebhookSecret'],
  [404, 'there is no such address: copy webhookUrl of the integration'],
]);

/** Posts one event. Redirects are not followed: a signed body goes to the address that was configured and no other. */
export async function deliver(url: string, event: SignedEvent, closing: AbortSignal): Promise<Delivery> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: event.headers,
      body: event.body,
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(DEADLINE_MS)]),
    });
    // The connection is free for others only when the body was read.
    await response.arrayBuffer();
    return judge(response.status);
  } catch (error) {
    return { outcome: 'failed', reason: reasonOf(error) };
  }
}

function judge(status: number): Delivery {
  if (status >= 200 && status < 300) return { outcome: 'delivered' };
  const mayPass = status === 408 || status === 429 || status >= 500;
  const reason = REFUSALS.get(status);
  const said = reason === undefined ? `it answered ${status}` : `it answered ${status}, ${reason}`;
  return { outcome: mayPass ? 'failed' : 'refused', reason: said };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it cannot be reached';
  if (error.name === 'TimeoutError') return `it did not answer within ${DEADLINE_MS / 1000} seconds`;
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return `it cannot be reached${typeof code === 'string' ? ` (${code})` : ''}`;
}
