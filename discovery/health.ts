import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonReply, type Reply, send } from './http/reply.ts';
import type { Metrics } from './metrics.ts';

export interface HealthOptions {
  readonly environments: () => readonly EnvironmentHealth[];
  readonly metrics: Metrics;
  /** Why nothing can be taken in at present; null where it can. */
  readonly trouble: () => string | null;
  readonly isStopping: () => boolean;
}

export interface EnvironmentHealth {
  readonly id: number;
  readonly name: string;
  readonly hasFacts: boolean;
  /** Why a manifest that is newer than what is served is kept out; null where none is. */
  readonly keptOut: string | null;
  /** When its folder, bucket or address was last looked at, as an instant; absent for an environment that is pushed to. */
  readonly lastLookedAt?: string | null;
  readonly lastError?: string | null;
}

/** Serves `/health/live`, `/health/ready` and `/metrics`, to anybody: they hold no facts. False for every other path. */
export function createHealthRoutes(
  options: HealthOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const replies: Readonly<Record<string, () => Reply | Promise<Reply>>> = {
    '/health/live': () => jsonReply(200, { status: 'live' }),
    '/health/ready': () => ready(options),
    '/metrics': async () => ({
      status: 200,
      body: await options.metrics.text(),
      contentType: options.metrics.contentType,
      headers: {},
    }),
  };
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const reply = Object.hasOwn(replies, path) ? replies[path] : undefined;
    if (reply === undefined) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(response, jsonReply(405, { message: 'Read this by GET.' }, { allow: 'GET, HEAD' }));
      return true;
    }
    Promise.resolve(reply()).then(
      (answer) => send(response, answer),
      () => response.destroy(),
    );
    return true;
  };
}

/** An environment whose first artifacts have yet to be pushed is no reason to keep pushes away: it is said, with 200. */
function ready({ environments, trouble, isStopping }: HealthOptions): Reply {
  if (isStopping()) return jsonReply(503, { status: 'stopping' }, { connection: 'close' });
  const all = environments().map(({ hasFacts, keptOut, ...environment }) => ({
    ...environment,
    hasFacts,
    ...(keptOut === null ? {} : { keptOut }),
    ...(hasFacts ? {} : { missing: 'No manifest has arrived yet: push one, or look at its source.' }),
  }));
  const memory = trouble();
  return jsonReply(200, { status: 'ready', ...(memory === null ? {} : { memory }), environments: all });
}
