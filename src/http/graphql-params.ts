import type { GraphRequest } from './graph.ts';

/** What a request asks for, as far as it says so in the usual form. */
export interface GraphqlParams {
  /** Null where only a hash was sent. */
  readonly query: string | null;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of a persisted query; null where none was sent. */
  readonly hash: string | null;
}

/** Null for a form that Apollo Server has to judge. */
export function readGraphqlParams({ method, body, search }: GraphRequest): GraphqlParams | null {
  if (method === 'POST') return fromRecord(body);
  if (method !== 'GET') return null;
  const params = new URLSearchParams(search);
  return fromRecord({
    query: params.get('query') ?? undefined,
    operationName: params.get('operationName') ?? undefined,
    variables: parseParam(params.get('variables')),
    extensions: parseParam(params.get('extensions')),
  });
}

function fromRecord(record: unknown): GraphqlParams | null {
  if (!isRecord(record)) return null;
  const { query, operationName, variables, extensions } = record;
  const hash = hashOf(extensions);
  if (typeof query !== 'string' && (query !== undefined || hash === null)) return null;
  if (typeof operationName !== 'string' && operationName !== undefined && operationName !== null) return null;
  if (!isRecord(variables) && variables !== undefined && variables !== null) return null;
  return {
    query: query ?? null,
    operationName: operationName ?? undefined,
    variables: variables ?? {},
    hash,
  };
}

function hashOf(extensions: unknown): string | null {
  const persisted = isRecord(extensions) ? extensions.persistedQuery : undefined;
  return isRecord(persisted) && typeof persisted.sha256Hash === 'string' ? persisted.sha256Hash : null;
}

/** What is no JSON is left as it is, which is not of the usual form. */
function parseParam(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
