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

type Readiness = 'ready' | 'stopping' | 'store unavailable';

/** Whether traffic should be sent here. */
export function createReadiness(options: ReadinessOptions): RouteHandler {
  return async (_request, response) => {
    const status = await readReadiness(options);
    return sendJson(response, status === 'ready' ? 200 : 503, { status });
  };
}

/** Never rejects. */
export async function readReadiness(options: ReadinessOptions): Promise<Readiness> {
  if (options.isStopping()) return 'stopping';
  try {
    await options.pingStore();
    return 'ready';
  } catch (error) {
    options.onUnavailable(error);
    return 'store unavailable';
  }
}
