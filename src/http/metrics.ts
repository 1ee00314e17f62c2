import type { Metrics } from '../observability/metrics.ts';
import type { RouteHandler } from './http-server.ts';
import { send } from './send.ts';

/** Prometheus exposition. */
export function createMetricsRoute(metrics: Metrics): RouteHandler {
  return async (_request, response) => {
    const text = await metrics.text();
    send(response, 200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }, text);
  };
}
