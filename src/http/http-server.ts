import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '../observability/log.ts';
import { HttpRefusal } from './body.ts';

export type RouteHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Finds the handler of a path; null where nothing is served. */
export type Router = (path: string) => RouteHandler | null;

/** Gateways keep connections open for a minute and more; closing earlier than they do would reset their requests. */
const KEEP_ALIVE_MS = 75_000;
const HEADERS_TIMEOUT_MS = 80_000;
/** A body of the allowed size takes a second on any line that serves a gateway. */
const REQUEST_TIMEOUT_MS = 30_000;

/** A server that answers errors as JSON and nothing with a stack. Listens to nothing yet. */
export function createHttpServer(route: Router, log: Log): Server {
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      void answer(route, request, response, log);
    },
  );
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  return server;
}

async function answer(
  route: Router,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  try {
    const handler = route(path);
    if (handler === null) throw new HttpRefusal(404, 'Nothing is served here. The graph is at /graphql.');
    await handler(request, response);
  } catch (error) {
    const refusal = error instanceof HttpRefusal ? error : toRefusal(error);
    if (refusal !== error) log.error({ err: error, path }, 'a request failed outside the graph');
    refuse(request, response, refusal);
  }
}

function toRefusal(error: unknown): HttpRefusal {
  const isStoreAway = error instanceof Error && 'code' in error && error.code === 'STORE_UNAVAILABLE';
  return isStoreAway
    ? new HttpRefusal(503, 'The store of integrations does not answer. Try again shortly.')
    : new HttpRefusal(500, 'Something went wrong.');
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, message }: HttpRefusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const code = status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR';
  sendJson(
    response,
    status,
    { errors: [{ message, extensions: { code } }] },
    request.complete ? {} : { connection: 'close' },
  );
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(JSON.stringify(body));
}
