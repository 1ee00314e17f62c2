import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { formatError } from './error-format.ts';

/** Errors as they leave, in the form and with the filter that Apollo Server's have. */
export function formatErrors(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[] {
  return errors.map((error) => {
    const { http: _status, ...extensions } = error.extensions;
    return formatError({ ...error.toJSON(), extensions }, error);
  });
}
