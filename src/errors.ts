import { GraphQLError } from 'graphql';

/** Every code that `extensions.code` may carry. Clients depend on these texts, and on nothing else of an error. */
export const ERROR_CODES = {
  DBT_TOKEN_REJECTED: 'dbt refuses the stored service token. An admin has to rotate it.',
  DBT_RATE_LIMITED: "dbt's limit of requests is used up; it is asked again when the wait is over.",
  DBT_TIMEOUT: 'dbt did not answer in time.',
  DBT_UNREACHABLE: 'dbt cannot be reached, or answers with failures of its own.',
  DBT_RESPONSE_INVALID: 'dbt answered with something that cannot be used.',
  DBT_INDEX_LOADING: 'The first read of a large project is under way; the message says how far it is.',
  STORE_UNAVAILABLE: 'The stored integration cannot be read or written.',
  UNAUTHENTICATED: 'The caller has no usable identity.',
  FORBIDDEN: 'The caller lacks the admin scope.',
  BAD_USER_INPUT: 'An argument, variable or reference is malformed, or exceeds a limit.',
  INTERNAL_SERVER_ERROR: 'A defect of this subgraph; the log has the cause under the request id.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code);
}

/** An error for the caller, with a code of the catalogue. */
export function graphqlError(
  code: ErrorCode,
  message: string,
  http?: { readonly status: number },
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...(http === undefined ? {} : { http }) } });
}

/** The one mapping of what layers below throw; null for a defect, whose message is nobody's business. */
export function toGraphQLError(error: unknown): GraphQLError | null {
  if (error instanceof GraphQLError) return error;
  if (error instanceof Error && 'code' in error && isErrorCode(error.code))
    return graphqlError(error.code, error.message);
  return null;
}
