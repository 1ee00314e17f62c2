import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../context.ts';
import { collectFieldNames } from '../document/root-names.ts';
import { graphqlError } from '../errors.ts';
import { isAnonymous } from '../identity/viewer.ts';
import { formatErrors } from './graphql-errors.ts';

/** Fields that a gateway asks for before it knows any caller. */
const OPEN_FIELDS = new Set(['_service', '__typename', '__schema', '__type']);

/** Decides who may ask before anything of an operation is resolved; afterwards adds what dbt's failures have to say. */
export function createOperationGate(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, contextValue: { caller } }) {
          if (operation === undefined || !isAnonymous(caller)) return;
          const isOpen = collectFieldNames(document, operation).every((name) => OPEN_FIELDS.has(name));
          if (!isOpen || caller.blockedByGatewaySecret) {
            throw graphqlError('UNAUTHENTICATED', caller.reason, { status: 401 });
          }
        },

        async willSendResponse({ response, contextValue }) {
          // A request that failed before its context was made has no problems.
          const errors = formatErrors(contextValue?.problems?.errors ?? []);
          if (errors.length === 0 || response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          singleResult.errors = [...(singleResult.errors ?? []), ...errors];
        },
      };
    },
  };
}
