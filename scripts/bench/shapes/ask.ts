import { Agent, request } from 'undici';
import type { Shape } from './shapes.ts';

export interface ShapeAnswer {
  /** False when a limit refused the request whole. */
  readonly isAdmitted: boolean;
  /** For a person: what came back. */
  readonly outcome: string;
}

const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
const MEGABYTE = 1024 * 1024;

/** Throws when the subgraph cannot be reached, or does not answer in time. */
export async function askShape(
  origin: string,
  { query, variables }: Shape,
  withinMs: number,
): Promise<ShapeAnswer> {
  const { statusCode, body } = await request(`${origin}/graphql`, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(withinMs),
  });
  const text = await body.text();
  const { data, errors = [] } = JSON.parse(text) as Partial<Answer>;
  const isAdmitted = data !== null && data !== undefined;
  const size = `${(text.length / MEGABYTE).toFixed(1)} MB, ${errors.length} errors`;
  const outcome = isAdmitted ? `admitted, ${size}` : `refused, ${statusCode}: ${errors[0]?.message}`;
  return { isAdmitted, outcome };
}

interface Answer {
  readonly data: unknown;
  readonly errors: readonly { readonly message: string }[];
}
