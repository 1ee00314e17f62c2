import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isErrorCode, toGraphQLError } from '../errors.ts';

/**
 * The last word on every error that leaves: known ones pass, what quotes the caller's input is rewritten (a token may stand in it),
 * everything else is masked.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  const known = original instanceof GraphQLError ? null : toGraphQLError(original);
  if (known !== null) return { ...formatted, message: known.message, extensions: known.extensions };
  const code = codeOfRefusal(error) ?? formatted.extensions?.code;
  if (code === 'INTERNAL_SERVER_ERROR' || code === undefined) {
    return { ...formatted, message: MASKED, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  }
  // Apollo's and our own codes stay; anything else an extension may hold does not.
  return { ...formatted, message: withoutValues(formatted.message), extensions: { code } };
}

/** A rule of validation states its own code; Apollo files all of them under one. */
function codeOfRefusal(error: unknown): unknown {
  if (!(error instanceof GraphQLError) || !(error.originalError instanceof GraphQLError)) return undefined;
  const { code } = error.originalError.extensions;
  return isErrorCode(code) ? code : undefined;
}

const MASKED = 'Something went wrong inside the dbt subgraph. Its log has the cause under the request id.';

/** What graphql-js says after the value it quotes, as far as it cannot quote another. */
const SAFE_DETAIL =
  /(Field "\w{1,64}" of required type "[\w![\]]+" was not provided\.|Expected (?:non-nullable )?type "[\w![\]]+"(?: not to be null\.| to be an object\.)?)/;

/** The field's name is the caller's own text. */
const UNKNOWN_FIELD = /is not defined by type "\w+"\./;

/** Rewrites graphql-js's messages so that no value of a variable and no literal of the document stands in them. */
function withoutValues(message: string): string {
  const variable = /^Variable "(\$\w+)"/.exec(message)?.[1];
  if (variable !== undefined && message.includes('got invalid value')) {
    const stated = message.slice(message.lastIndexOf('; ') + 1);
    const detail = UNKNOWN_FIELD.test(stated)
      ? 'It has a field that its type does not define.'
      : SAFE_DETAIL.exec(stated)?.[1];
    return `Variable "${variable}" has a value that does not fit its type.${detail === undefined ? '' : ` ${detail}`}`;
  }
  if (message.startsWith('Syntax Error: '))
    return message
      .replace(/".*"/s, '')
      .replace(/\s+([.,])/g, '$1')
      .trim();
  return message
    .replace(/^Unknown operation named ".*"\.$/s, 'The document has no operation of the given name.')
    .replace(/(cannot represent [^:]*value): .*$/s, '$1.')
    .replace(/^(Expected value of type "[^"]+"), found .*$/s, '$1, found another.')
    .replace(/^Value ".*" does not exist in/s, 'The value does not exist in');
}
