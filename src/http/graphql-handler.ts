import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { Identify } from '../identity/identify.ts';
import { type Caller, isAnonymous } from '../identity/viewer.ts';
import { encodeAnswer } from './answer-encoding.ts';
import type { Graph, GraphAnswer, GraphRequest } from './graph.ts';
import { HttpRefusal, methodNotAllowed, unauthenticated } from './http-refusal.ts';
import type { RouteHandler } from './http-server.ts';
import { bodyKindOf, parseJson } from './json-body.ts';
import { isOpenedByPerson } from './landing.ts';
import { type BodyLimit, ClientGoneError, readBody } from './read-body.ts';
import { requestIdOf } from './request-id.ts';
import { send } from './send.ts';
import { type TimingOptions, toTimedRefusal } from './timed-answers.ts';

export interface GraphqlHandlerOptions extends TimingOptions {
  readonly graph: Graph;
  readonly identify: Identify;
  readonly maxBodyBytes: number;
  readonly answers?: AnswerOptions;
  /** Answers people who have opened the graph's address in a browser; left out, they are answered as programs are. */
  readonly landing?: RouteHandler;
}

export interface AnswerOptions {
  /** For how long a client may keep a whole answer; 0 forbids it. Where it is left out, the graph's own cache-control stands. */
  readonly maxAgeSeconds?: number;
  /** Whether answers are compressed for clients that accept it. */
  readonly compress?: boolean;
}

const METHODS = 'GET, POST';
/** Asking for the schema takes less; nothing else is answered without an identity. */
const MAX_ANONYMOUS_BODY_BYTES = 8 * 1024;
/** What decides, besides the address, on an answer that a client keeps. */
const VARY = 'accept, authorization, x-tenant-id, x-user-id, x-user-scopes';

/** Serves a graph over HTTP: the caller by the headers, then the body, the graph's answer, and that as bytes. Rejects with an HttpRefusal. */
export function createGraphqlHandler(options: GraphqlHandlerOptions) {
  const { graph, identify, maxBodyBytes, answers = {}, landing } = options;
  const { onTimed, elapsedMs = () => performance.now() } = options;
  const message = `The request body is larger than ${maxBodyBytes} bytes. Ask for less at a time.`;
  const limit: BodyLimit = { maxBytes: maxBodyBytes, refusal: new HttpRefusal(413, message) };
  const maxAnonymousBytes = Math.min(MAX_ANONYMOUS_BODY_BYTES, maxBodyBytes);
  const limitFor = (caller: Caller): BodyLimit =>
    isAnonymous(caller) ? { maxBytes: maxAnonymousBytes, refusal: unauthenticated(caller) } : limit;

  // One function, not one around another: each `await` in between costs a request about as much as its time is worth.
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedAtMs = elapsedMs();
    try {
      const caller = await identify(request);
      if (isAnonymous(caller) && caller.blockedByGatewaySecret) throw unauthenticated(caller);
      if (landing !== undefined && request.url?.includes('?') === false && isOpenedByPerson(request))
        return await landing(request, response);
      const { method = 'GET' } = request;
      if (method === 'OPTIONS')
        return send(response, 204, { allow: METHODS, 'cache-control': 'no-store' }, '');
      if (method !== 'GET' && method !== 'POST')
        throw methodNotAllowed('The graph is asked by POST, or by GET for queries.', METHODS);
      const isJson = method === 'POST' && bodyKindOf(request.headers['content-type']) === 'json';
      const body = isJson ? parseJson(await readBody(response, limitFor(caller))) : undefined;
      const answer = await graph.answer(new IncomingRequest(request, caller, body));
      await sendAnswer(response, answer, answers);
      onTimed?.(answer, elapsedMs() - startedAtMs);
    } catch (error) {
      // A client that went away was not answered.
      if (!(error instanceof ClientGoneError)) onTimed?.(toTimedRefusal(error), elapsedMs() - startedAtMs);
      throw error;
    }
  };
}

/** A class, because most requests never ask for their headers: a getter of its prototype costs a request nothing. */
class IncomingRequest implements GraphRequest {
  readonly method: string;
  readonly accept: string | undefined;
  readonly search: string;
  readonly body: unknown;
  readonly caller: Caller;
  readonly requestId: string;
  private readonly request: IncomingMessage;
  private headerMap: HeaderMap | undefined = undefined;

  constructor(request: IncomingMessage, caller: Caller, body: unknown) {
    const { method = 'GET', url = '/', headers } = request;
    const searchAt = url.indexOf('?');
    this.request = request;
    this.method = method;
    this.accept = headers.accept;
    this.search = searchAt < 0 ? '' : url.slice(searchAt);
    this.body = body;
    this.caller = caller;
    this.requestId = requestIdOf(request);
  }

  get headers(): HeaderMap {
    this.headerMap ??= toHeaderMap(this.request);
    return this.headerMap;
  }
}

async function sendAnswer(
  response: ServerResponse,
  answer: GraphAnswer,
  options: AnswerOptions,
): Promise<void> {
  const headers: Record<string, string> = {};
  for (const [name, value] of answer.headers) headers[name] = value;
  const vary = headers.vary === undefined ? [] : [headers.vary];
  if (options.maxAgeSeconds !== undefined) {
    const isStorable = answer.isWhole && options.maxAgeSeconds > 0;
    headers['cache-control'] = isStorable ? `private, max-age=${options.maxAgeSeconds}` : 'no-store';
    if (isStorable) vary.push(VARY);
  }
  let { body } = answer;
  if (options.compress === true) {
    vary.push('accept-encoding');
    const encoded = await encodeAnswer(response.req.headers['accept-encoding']?.toString(), body);
    if (encoded !== null) {
      headers['content-encoding'] = encoded.encoding;
      body = [encoded.bytes];
    }
  }
  if (vary.length > 0) headers.vary = vary.join(', ');
  send(response, answer.status, headers, body, answer.isAscii);
}

function toHeaderMap({ headers: given }: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // A page of another site cannot send these without asking first, so nothing is left for a rule against forged requests to refuse.
  const isNoForgery = /^bearer /i.test(given.authorization ?? '') || (given['x-gateway-secret'] ?? '') !== '';
  if (isNoForgery) headers.set('apollo-require-preflight', 'true');
  return headers;
}
