import type { RouteHandler } from './http-server.ts';
import { sendJson } from './send.ts';

/** The process answers: it is alive, whatever its surroundings. */
export const live: RouteHandler = (_request, response) => sendJson(response, 200, { status: 'live' });

export interface ReadinessOptions {
  readonly isStopping: () => boolean;
  /** Rejects while the store of integrations cannot be read. dbt and the shared cache are no part of it: without them facts are still served. */
  readonly pingStore: () => Promise<void>;
  /** Told why the store cannot be read. */
  readonly onUnavailable: (cause: unknown) => void;
}

/** Whether traffic should be sent here. */
export function createReadiness({ isStopping, pingStore, onUnavailable }: ReadinessOptions): RouteHandler {
  return async (_request, response) => {
    if (isStopping()) return sendJson(response, 503, { status: 'stopping' });
    try {
      await pingStore();
      return sendJson(response, 200, { status: 'ready' });
    } catch (error) {
      onUnavailable(error);
      return sendJson(response, 503, { status: 'store unavailable' });
    }
  };
}
