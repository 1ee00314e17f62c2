import type { Server } from 'node:http';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { createHttpServer, type RouteHandler } from './http-server.ts';
import { send } from './send.ts';

/** Prometheus exposition. */
export function createMetricsRoute(metrics: Pick<Metrics, 'text' | 'contentType'>): RouteHandler {
  return async (_request, response) => {
    const text = await metrics.text();
    send(response, 200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }, text);
  };
}

/** Those who scrape and probe come again within a minute. */
const KEEP_ALIVE_MS = 75_000;

/** A server of a port of its own, for those who watch the process. Listens to nothing yet. */
export function createMetricsServer(routes: ReadonlyMap<string, RouteHandler>, log: Log): Server {
  return createHttpServer({
    route: (path) => routes.get(path) ?? null,
    log,
    keepAliveMs: KEEP_ALIVE_MS,
  });
}
