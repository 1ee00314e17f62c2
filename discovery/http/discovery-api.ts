import type { GraphQLSchema } from 'graphql';
import { createDocumentChecker, isIntrospection } from '../graphql/documents.ts';
import { answer } from '../graphql/execute.ts';
import type { EnvironmentState } from '../state/environment-state.ts';
import type { ServiceToken } from './auth.ts';
import { discoveryError } from './errors.ts';
import type { ParsedCall } from './graphql-call.ts';
import { jsonReply, type Reply } from './reply.ts';

interface DiscoveryRequest {
  call: ParsedCall | null;
  token: ServiceToken | null;
  unknownFields: readonly string[];
  maxRows: number;
}

export interface DiscoveryApi {
  answer(request: DiscoveryRequest): Promise<Reply>;
}

export interface DiscoveryApiOptions {
  schema: GraphQLSchema;
  findEnvironment: (id: string) => EnvironmentState | undefined;
}

export function createDiscoveryApi({ schema, findEnvironment }: DiscoveryApiOptions): DiscoveryApi {
  const check = createDocumentChecker(schema);
  return {
    async answer({ call, token, unknownFields, maxRows }) {
      const checked = call === null ? null : check(call.query);
      const operationName = call?.operationName ?? undefined;
      const isPublic = checked?.document ? isIntrospection(checked.document, operationName) : false;
      if (!isPublic && token === null) return discoveryError(401);
      if (!isPublic && token?.permission === 'none') return discoveryError(403);
      if (call === null || checked === null) return discoveryError(400);
      const find = (id: string) => {
        const state = findEnvironment(id);
        return state?.identity.accountId === token?.accountId ? state : undefined;
      };
      const variables = call.variables ?? {};
      const { status, body } = await answer({
        schema,
        checked,
        operationName,
        variables,
        find,
        unknownFields,
        maxRows,
      });
      return jsonReply(status, body);
    },
  };
}
