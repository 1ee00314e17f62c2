import type { Server, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** The time between the word to stop and the closing of the listener. */
export interface Drain {
  /** From the word to stop on. */
  readonly isStopping: () => boolean;
  /** Stopping begins at once; resolves when the listener may be closed. */
  begin(): Promise<void>;
}

/**
 * Load balancers learn by a probe that a server stops, and send new requests until then: all are served while `drainMs` last. From the
 * word to stop on each answer is the last one of its connection, so that no client sends a request into a connection that is closed.
 */
export function createDrain(server: Server, drainMs: number): Drain {
  let stopping = false;
  const unanswered = new Set<ServerResponse>();

  // In front of all that answers.
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (stopping) return makeLast(response);
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
  });

  return {
    isStopping: () => stopping,
    async begin() {
      stopping = true;
      unanswered.forEach(makeLast);
      // A server that never listened has no client to wait for.
      if (server.listening && drainMs > 0) await setTimeout(drainMs);
    },
  };
}

function makeLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
