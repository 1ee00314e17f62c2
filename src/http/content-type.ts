import Negotiator from 'negotiator';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/** What routers send hardly varies. */
const known = new Map<string, string | null>();
const MAX_KNOWN = 100;

/** The media type of an answer, as Apollo Server chooses it; null where the caller accepts none that there is. */
export function chooseContentType(accept: string | undefined): string | null {
  if (accept === undefined) return JSON_TYPE;
  const before = known.get(accept);
  if (before !== undefined) return before;
  const chosen = negotiate(accept);
  if (known.size < MAX_KNOWN) known.set(accept, chosen);
  return chosen;
}

function negotiate(accept: string): string | null {
  const negotiator = new Negotiator({ headers: { accept } });
  const preferred = negotiator.mediaType(['application/json', 'application/graphql-response+json']);
  if (preferred === undefined) return null;
  return preferred === 'application/json' ? JSON_TYPE : GRAPHQL_TYPE;
}
