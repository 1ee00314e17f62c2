import { methodNotAllowed } from './http-refusal.ts';
import type { RouteHandler } from './http-server.ts';

/** A route that is only read: by GET, and by HEAD for its headers. */
export function readOnly(handler: RouteHandler): RouteHandler {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw methodNotAllowed('Only GET is answered here.', 'GET, HEAD');
    return handler(request, response);
  };
}
