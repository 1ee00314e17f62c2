import { bearer, renewSession } from './session/session.ts';

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

/** What became of a question to the graph. `message` is for the person in front of the page. */
export type Answer<T> =
  | { readonly kind: 'data'; readonly data: T; readonly errors: readonly GraphError[] }
  | { readonly kind: Refusal; readonly message: string };

/** `refused`: the graph understood and said no, or failed. `unreachable`: it did not answer. */
export type Refusal = 'unauthenticated' | 'forbidden' | 'unreachable' | 'refused';

const TIMEOUT_MS = 30_000;

/**
 * Asks the graph on the page's own origin. Where the session has ended, it waits until the person has signed in again, and asks once more.
 * Never rejects but by `signal`.
 */
export async function ask<T>(
  query: string,
  variables: object = {},
  signal?: AbortSignal,
): Promise<Answer<T>> {
  const token = bearer();
  const answer = await post<T>(query, variables, token, signal);
  if (answer.kind !== 'unauthenticated' || !(await renewSession(token, answer.message))) return answer;
  signal?.throwIfAborted();
  return post<T>(query, variables, bearer(), signal);
}

async function post<T>(
  query: string,
  variables: object,
  token: string | null,
  signal: AbortSignal | undefined,
): Promise<Answer<T>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
      cache: 'no-store',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    text = await response.text();
  } catch {
    signal?.throwIfAborted();
    return unreachable(
      timeout.aborted
        ? 'The subgraph did not answer within 30 seconds.'
        : 'The subgraph cannot be reached. Is it running, and this machine online?',
    );
  }
  return toAnswer(response.status, text);
}

interface Body<T> {
  readonly data?: T | null;
  readonly errors?: readonly GraphError[];
}

function toAnswer<T>(status: number, text: string): Answer<T> {
  const body = parse<T>(text);
  if (body === null) {
    return unreachable(`The graph answered with status ${status}, and not in JSON. Is a proxy in between?`);
  }
  const { data = null, errors = [] } = body;
  const first = errors[0];
  for (const [code, kind] of REFUSALS) {
    const error = errors.find(({ extensions }) => extensions?.code === code);
    if (error !== undefined) return { kind, message: error.message };
  }
  if (status >= 500 && data === null)
    return unreachable(first?.message ?? `The graph answered with status ${status}.`);
  if (data === null) return { kind: 'refused', message: first?.message ?? 'The graph gave no answer.' };
  return { kind: 'data', data, errors };
}

const REFUSALS = [
  ['UNAUTHENTICATED', 'unauthenticated'],
  ['FORBIDDEN', 'forbidden'],
] as const;

function unreachable<T>(message: string): Answer<T> {
  return { kind: 'unreachable', message };
}

function parse<T>(text: string): Body<T> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Body<T>) : null;
  } catch {
    return null;
  }
}
