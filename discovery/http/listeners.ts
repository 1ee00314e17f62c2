import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { PushApi } from '../arrivals/push/push-api.ts';

/**
 * Sends each request of a server to pushes or to `others`. A push whose sender asks before it sends its body is told
 * to send it only when it may push.
 */
export function listenWith(server: Pick<Server, 'on'>, pushes: PushApi, others: RequestListener): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (pushes.owns(request)) void pushes.handle(request, response, false);
    else others(request, response);
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (pushes.owns(request)) {
      void pushes.handle(request, response, true);
      return;
    }
    response.writeContinue();
    others(request, response);
  });
}
