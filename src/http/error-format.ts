import type { GraphQLFormattedError } from 'graphql';
import { judgeError } from './error-verdict.ts';

/**
 * The last word on every error that leaves: known ones pass, what quotes the caller's input is rewritten (a token may stand in it),
 * everything else is masked.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const verdict = judgeError(error);
  switch (verdict.kind) {
    case 'known': {
      const { message, extensions } = verdict.error;
      return { ...formatted, message, extensions };
    }
    case 'masked':
      return { ...formatted, message: MASKED, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
    case 'standard': {
      const isIntrospection = formatted.extensions?.validationErrorCode === 'INTROSPECTION_DISABLED';
      const message = isIntrospection ? NO_INTROSPECTION : withoutValues(formatted.message);
      // Apollo's and our own codes stay; anything else an extension may hold does not.
      return { ...formatted, message, extensions: { code: verdict.code } };
    }
  }
}

const NO_INTROSPECTION =
  'Introspection is turned off here. Ask for the schema by `{ _service { sdl } }`, or have the operator set INTROSPECTION=true.';

/** Apollo's own is three lines about headers that most callers need not know. */
const FORGEABLE =
  'A web page of another site could have sent this request (Cross-Site Request Forgery), so it is not answered. Ask by POST with the content-type application/json, or add the header apollo-require-preflight: true.';

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
    .replace(/^This operation has been blocked as a potential Cross-Site Request Forgery .*$/s, FORGEABLE)
    .replace(/^Unknown operation named ".*"\.$/s, 'The document has no operation of the given name.')
    .replace(/(cannot represent [^:]*value): .*$/s, '$1.')
    .replace(/^(Expected value of type "[^"]+"), found .*$/s, '$1, found another.')
    .replace(/^Value ".*" does not exist in/s, 'The value does not exist in');
}
