import type { ApolloServer, ApolloServerPlugin, BaseContext, HTTPGraphQLResponse } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { operationKindOf } from '../document/operation-kind.ts';
import type { Caller } from '../identity/viewer.ts';
import type { Graph, GraphAnswer } from './graph.ts';

export interface ApolloGraphOptions<Context extends BaseContext> {
  readonly server: ApolloServer<Context>;
  readonly contextOf: (caller: Caller, requestId: string) => Promise<Context> | Context;
}

/** A Graph whose requests Apollo Server executes. Nothing is known of its answers unless the server has the plugin `noteAnswers`. */
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
        ...(notes.get(headers) ?? NOTHING_KNOWN),
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

type Notes = Pick<GraphAnswer, 'isWhole' | 'operation' | 'errorCodes'>;

/** Of a request that was refused before it was looked at. */
const NOTHING_KNOWN: Notes = { isWhole: false, operation: 'unread', errorCodes: [] };

/** By their headers: the one object of a plugin's response that Apollo Server hands out with the answer. */
const notes = new WeakMap<object, Notes>();

/** Notes what answers are. Last among the plugins, because those before it may add errors. */
export const noteAnswers: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ document, operation, response: { body, http } }) {
        if (body.kind !== 'single') return;
        const { data, errors = [] } = body.singleResult;
        notes.set(http.headers, {
          isWhole: operation?.operation === OperationTypeNode.QUERY && data != null && errors.length === 0,
          operation:
            document === undefined || operation === undefined
              ? 'unread'
              : operationKindOf(document, operation),
          errorCodes: [...new Set(errors.map(({ extensions }) => extensions?.code))],
        });
      },
    };
  },
};
