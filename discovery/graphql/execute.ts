import { type ExecutionResult, execute, GraphQLError, type GraphQLSchema } from 'graphql';
import type { EnvironmentState } from '../state/environment-state.ts';
import type { PageLimit } from './connection.ts';
import { resolveField } from './deferred-view.ts';
import { type CheckedDocument, unknownFieldErrors } from './documents.ts';
import { createRoot } from './environment.ts';

export interface GraphQLAnswer {
  status: number;
  body: { data?: unknown; errors?: unknown[] };
}

export interface GraphQLCall {
  schema: GraphQLSchema;
  checked: CheckedDocument;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  find: (id: string) => EnvironmentState | undefined;
  /** Fields to be refused as an older host would. */
  unknownFields: readonly string[];
  /** The most rows of a page, whatever is asked for. */
  maxRows: number;
}

/** Answers one query. A request that cannot be executed at all is HTTP 400; all else is 200, errors included. */
export async function answer(call: GraphQLCall): Promise<GraphQLAnswer> {
  const { schema, checked } = call;
  if (checked.document === null || checked.errors.length > 0) return refuse(checked.errors, checked.code);
  const unknown = unknownFieldErrors(schema, checked.document, call.unknownFields);
  if (unknown.length > 0) return refuse(unknown, 'GRAPHQL_VALIDATION_FAILED');
  const result = await execute({
    schema,
    document: checked.document,
    rootValue: createRoot(call.find),
    fieldResolver: resolveField,
    contextValue: { maxRows: call.maxRows } satisfies PageLimit,
    variableValues: call.variables,
    operationName: call.operationName ?? null,
  });
  // Without `data` nothing was executed: the variables do not fit the operation.
  if (!('data' in result)) return refuse(result.errors ?? [], 'BAD_USER_INPUT');
  return { status: 200, body: toBody(result) };
}

function refuse(errors: readonly GraphQLError[], code: string): GraphQLAnswer {
  return { status: 400, body: { errors: errors.map(({ message }) => ({ message, extensions: { code } })) } };
}

function toBody({ data, errors }: ExecutionResult): GraphQLAnswer['body'] {
  return errors === undefined ? { data } : { errors: errors.map(toErrorBody), data };
}

/** Errors are laid out as the platform's: a message and a path, no source locations. */
function toErrorBody(error: GraphQLError) {
  const isOurs = error.originalError === undefined || error.originalError instanceof GraphQLError;
  const extensions = isOurs ? error.extensions : { code: 'INTERNAL_SERVER_ERROR' };
  return {
    message: isOurs ? error.message : 'Internal server error',
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
  };
}
