import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import { parseJson, readBody } from './body.ts';

export interface GraphqlHandlerOptions<Context extends BaseContext> {
  readonly server: ApolloServer<Context>;
  readonly contextOf: (request: IncomingMessage) => Promise<Context>;
  readonly maxBodyBytes: number;
}

/** Serves GraphQL over HTTP through Apollo Server, without a web framework between. Rejects with an HttpRefusal for unusable bodies. */
export function createGraphqlHandler<Context extends BaseContext>(options: GraphqlHandlerOptions<Context>) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isJson = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim() === 'application/json';
    const body = await readBody(request, options.maxBodyBytes);
    const url = request.url ?? '/';
    const answer = await options.server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method ?? 'GET',
        headers: toHeaderMap(request),
        search: url.includes('?') ? url.slice(url.indexOf('?')) : '',
        body: isJson ? parseJson(body) : body.toString('utf8') || undefined,
      },
      context: () => options.contextOf(request),
    });
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.statusCode = answer.status ?? 200;
    if (answer.body.kind === 'complete') {
      response.end(answer.body.string);
      return;
    }
    for await (const chunk of answer.body.asyncIterator) response.write(chunk);
    response.end();
  };
}

function toHeaderMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
