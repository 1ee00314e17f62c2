import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '../observability/log.ts';
import type { RefusedCaller } from '../observability/refused-callers.ts';
import { HttpRefusal, type RefusedCallerKind } from './http-refusal.ts';
import { isOpenedByPerson } from './landing.ts';
import { ClientGoneError } from './read-body.ts';
import { requestIdOf } from './request-id.ts';
import { sendJson, wasSentWhole } from './send.ts';

export type RouteHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Finds the handler of a path; null where nothing is served. */
export type Router = (path: string) => RouteHandler | null;

export interface HttpServerOptions {
  readonly route: Router;
  /** Answers people who have opened `/` in a browser, where the router has nothing for it. */
  readonly landing?: RouteHandler | null;
  readonly log: Log;
  /** How long a connection may be idle between two requests. */
  readonly keepAliveMs: number;
  /** Does the work of a request, inside a span where requests are traced. */
  readonly serve?: (
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    work: () => Promise<void>,
  ) => Promise<void>;
  /** Told of each caller who could not prove who they are. */
  readonly onRefusedCaller?: (refused: RefusedCaller & { readonly kind: RefusedCallerKind }) => void;
  /** Told of each answer that was sent whole. */
  readonly onAnswered?: (path: string, status: number) => void;
}

/** Counted from the first byte of a request, not from the one before it: keeping connections longer does not need it to be longer. */
const HEADERS_TIMEOUT_MS = 20_000;
/** A body of the allowed size takes a second on any line that serves a gateway. */
const REQUEST_TIMEOUT_MS = 30_000;

/** A server that answers errors as JSON and nothing with a stack. Listens to nothing yet. */
export function createHttpServer(options: HttpServerOptions): Server {
  const server = createServer({
    keepAliveTimeout: options.keepAliveMs,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
  server.on('request', (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const work = () => answer(path, request, response, options);
    void (options.serve === undefined ? work() : options.serve(path, request, response, work));
  });
  // Node would ask for the body at once; whoever reads it asks for it. Who counts requests in flight counts this one, too.
  server.on('checkContinue', (request, response) => void server.emit('request', request, response));
  return server;
}

async function answer(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  { route, landing = null, log, onRefusedCaller, onAnswered }: HttpServerOptions,
): Promise<void> {
  const handler = route(path) ?? (path === '/' && isOpenedByPerson(request) ? landing : null);
  // A path that nobody serves may hold anything, a token too.
  const fields = () => ({ requestId: requestIdOf(request), ...(handler === null ? {} : { path }) });
  response.on('close', () => {
    if (wasSentWhole(response)) onAnswered?.(path, response.statusCode);
    else log.debug(fields(), 'the client went away before its answer was sent');
  });
  try {
    if (handler === null) throw new HttpRefusal(404, 'Nothing is served here. The graph is at /graphql.');
    await handler(request, response);
  } catch (error) {
    if (error instanceof ClientGoneError) return;
    const refusal = error instanceof HttpRefusal ? error : toRefusal(error);
    if (refusal.status === 500) log.error({ err: error, ...fields() }, 'a request failed outside the graph');
    else log.debug({ status: refusal.status, reason: refusal.message, ...fields() }, 'a request was refused');
    const { callerKind: kind, message: reason } = refusal;
    if (kind !== null) onRefusedCaller?.({ kind, reason, requestId: requestIdOf(request) });
    refuse(response, refusal);
  }
}

/** A store that is away has been logged where it was asked, once a minute; here each request would repeat it. */
function toRefusal(error: unknown): HttpRefusal {
  const isStoreAway = error instanceof Error && 'code' in error && error.code === 'STORE_UNAVAILABLE';
  return isStoreAway
    ? new HttpRefusal(503, 'The store of integrations does not answer. Try again shortly.', {
        code: 'STORE_UNAVAILABLE',
      })
    : new HttpRefusal(500, 'Something went wrong.');
}

function refuse(response: ServerResponse, { status, message, code, headers }: HttpRefusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, status, { errors: [{ message, extensions: { code } }] }, headers);
}
