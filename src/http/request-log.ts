import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { RequestContext } from '../context.ts';
import { toGraphQLError } from '../errors.ts';
import type { Log } from '../observability/log.ts';

/** One line for each request, under its id: what was asked by name, what came of it. Never the document, a variable or a header. */
export function createRequestLog(log: Log, now: () => number): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      const startedAtMs = now();
      return {
        async didEncounterErrors({ errors, contextValue, operationName }) {
          for (const error of errors) {
            const original = unwrapResolverError(error);
            if (original instanceof GraphQLError || toGraphQLError(original) !== null) continue;
            const { requestId } = contextValue;
            log.error({ err: original, requestId, operation: operationName }, 'a defect reached the caller');
          }
        },

        async willSendResponse({ contextValue, operationName, operation, response }) {
          const body = response.body.kind === 'single' ? response.body.singleResult : null;
          const codes = new Set(body?.errors?.map((error) => error.extensions?.code) ?? []);
          const fields = {
            requestId: contextValue?.requestId,
            operation: operationName,
            kind: operation?.operation,
            // A clock that is set back in between must not make it negative.
            durationMs: Math.max(0, now() - startedAtMs),
            ...(codes.size === 0 ? {} : { errors: [...codes] }),
          };
          // Changes are worth a line each; reads, of which a page makes many, are for those who look for something.
          if (operation?.operation === OperationTypeNode.MUTATION) log.info(fields, 'request answered');
          else log.debug(fields, 'request answered');
        },
      };
    },
  };
}
