import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const REQUEST_ID = /^[\w.:/+=-]{1,100}$/;

/** The id a gateway gave the request, so that both logs can be read together, or one of our own. The same for the same request. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  if (typeof given === 'string' && REQUEST_ID.test(given)) return given;
  const made = randomUUID();
  request.headers['x-request-id'] = made;
  return made;
}
