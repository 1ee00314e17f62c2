import type { ApolloServer, ApolloServerPlugin, BaseContext, HTTPGraphQLResponse } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { Caller } from '../identity/viewer.ts';
import type { Graph } from './graph.ts';

export interface ApolloGraphOptions<Context extends BaseContext> {
  readonly server: ApolloServer<Context>;
  readonly contextOf: (caller: Caller, requestId: string) => Promise<Context> | Context;
}

/** A Graph whose requests Apollo Server executes. Its answers are never whole unless the server has the plugin `markWholeAnswers`. */
export function createApolloGraph<Context extends BaseContext>(options: ApolloGraphOptions<Context>): Graph {
  return {
    async answer({ caller, requestId, method, headers: given, search, body: asked }) {
      const { status, headers, body } = await options.server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method, headers: given, search, body: asked },
        context: async () => options.contextOf(caller, requestId),
      });
      return {
        status: status ?? 200,
        headers,
        body: await readAnswer(body),
        isWhole: wholeAnswers.has(headers),
      };
    },
  };
}

/** Apollo Server answers in pieces only to `@defer` and `@stream`, which graphql 16 does not have: collecting the pieces delays nothing. */
async function readAnswer(body: HTTPGraphQLResponse['body']): Promise<string> {
  if (body.kind === 'complete') return body.string;
  let text = '';
  for await (const chunk of body.asyncIterator) text += chunk;
  return text;
}

/** By their headers: the one object of a plugin's response that Apollo Server hands out with the answer. */
const wholeAnswers = new WeakSet<object>();

/** Notes which answers are whole. Last among the plugins, because those before it may add errors. */
export const markWholeAnswers: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ operation, response: { body, http } }) {
        if (operation?.operation !== OperationTypeNode.QUERY || body.kind !== 'single') return;
        const { data, errors } = body.singleResult;
        if (data != null && (errors ?? []).length === 0) wholeAnswers.add(http.headers);
      },
    };
  },
};
