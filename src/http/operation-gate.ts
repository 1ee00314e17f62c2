import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { RequestContext } from '../context.ts';
import { graphqlError } from '../errors.ts';
import { isAnonymous } from '../identity/viewer.ts';
import { countReferences, rootFieldsOf } from './references.ts';

/** Fields that a gateway asks for before it knows any caller. */
const OPEN_FIELDS = new Set(['_service', '__typename', '__schema', '__type']);

export interface OperationGateOptions {
  /** Over all `_entities` fields of a request. */
  readonly references: number;
  readonly onReferences: (count: number) => void;
}

/** Decides on a whole operation before anything of it is resolved; afterwards adds what dbt's failures have to say. */
export function createOperationGate(options: OperationGateOptions): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request, contextValue }) {
          if (operation === undefined) return;
          const fields = rootFieldsOf(document, operation);
          const { caller } = contextValue;
          const isOpen = fields.every((field) => OPEN_FIELDS.has(field.name.value));
          if (isAnonymous(caller) && (!isOpen || caller.blockedByGatewaySecret)) {
            throw graphqlError('UNAUTHENTICATED', caller.reason, { status: 401 });
          }
          const count = countReferences(fields, request.variables ?? {});
          if (count > options.references) {
            const message = `The request has ${count} references, at most ${options.references} are allowed. Ask for fewer at a time.`;
            throw graphqlError('BAD_USER_INPUT', message, { status: 400 });
          }
          if (count > 0) options.onReferences(count);
        },

        async willSendResponse({ response, contextValue }) {
          // A request that failed before its context was made has no failures of dbt's.
          const failures = contextValue?.failures?.all ?? [];
          if (failures.length === 0 || response.body.kind !== 'single') return;
          const errors = failures.map(({ code, message }) =>
            new GraphQLError(message, { extensions: { code } }).toJSON(),
          );
          const { singleResult } = response.body;
          singleResult.errors = [...(singleResult.errors ?? []), ...errors];
        },
      };
    },
  };
}
