import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError } from 'graphql';
import { isErrorCode, toGraphQLError } from '../errors.ts';

/**
 * What becomes of an error on its way to the caller. The filter of answers and the log both follow it: whatever is masked is logged.
 * `known`: one of ours, whose message is meant for callers. `standard`: Apollo's or graphql-js's, whose message may quote the request.
 * `masked`: a defect; the caller is sent to the log.
 */
export type ErrorVerdict =
  | { readonly kind: 'known'; readonly error: GraphQLError }
  | { readonly kind: 'standard'; readonly code: unknown }
  | { readonly kind: 'masked'; readonly cause: unknown };

export function judgeError(error: unknown): ErrorVerdict {
  const original = unwrapResolverError(error);
  const known = original instanceof GraphQLError ? null : toGraphQLError(original);
  if (known !== null && known.extensions.code !== 'INTERNAL_SERVER_ERROR')
    return { kind: 'known', error: known };
  const code = error instanceof GraphQLError ? (codeOfRefusal(error) ?? error.extensions.code) : undefined;
  return code === undefined || code === 'INTERNAL_SERVER_ERROR'
    ? { kind: 'masked', cause: original }
    : { kind: 'standard', code };
}

/** A rule of validation states its own code; Apollo files all of them under one. */
function codeOfRefusal({ originalError }: GraphQLError): unknown {
  if (!(originalError instanceof GraphQLError)) return undefined;
  const { code } = originalError.extensions;
  return isErrorCode(code) ? code : undefined;
}
