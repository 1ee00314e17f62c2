import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { Identify } from '../identity/identify.ts';
import { parseJson, readBody } from './body.ts';
import type { Graph } from './graph.ts';
import { requestIdOf } from './request-id.ts';

export interface GraphqlHandlerOptions {
  readonly graph: Graph;
  readonly identify: Identify;
  readonly maxBodyBytes: number;
}

/** Serves a graph over HTTP: bytes in, bytes out. Rejects with an HttpRefusal for unusable bodies. */
export function createGraphqlHandler({ graph, identify, maxBodyBytes }: GraphqlHandlerOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caller = await identify(request);
    const isJson = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim() === 'application/json';
    const body = await readBody(request, maxBodyBytes);
    const url = request.url ?? '/';
    const answer = await graph.answer({
      method: request.method ?? 'GET',
      headers: toHeaderMap(request),
      search: url.includes('?') ? url.slice(url.indexOf('?')) : '',
      body: isJson ? parseJson(body) : body.toString('utf8') || undefined,
      caller,
      requestId: requestIdOf(request),
    });
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.statusCode = answer.status;
    if (typeof answer.body === 'string') response.end(answer.body);
    else response.end(Buffer.concat(answer.body));
  };
}

function toHeaderMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
