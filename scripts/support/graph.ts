import { Agent, request } from 'undici';
import { z } from 'zod';

/** An answer of the subgraph's graph, as far as the figures look into it. */
const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }),
    )
    .optional(),
});
export type GraphAnswer = z.infer<typeof answer>;

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** The caller's own patience. */
  readonly withinMs: number;
}

const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

/** Rejects when the subgraph cannot be reached, or does not answer in time. */
export async function askGraph(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  { headers = {}, withinMs }: AskOptions,
): Promise<GraphAnswer> {
  const { body } = await request(`${url}/graphql`, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(Math.max(1, Math.ceil(withinMs))),
  });
  return answer.parse(await body.json());
}

/** One line for a person; null where the answer has no errors. */
export function problemOf({ errors }: GraphAnswer): string | null {
  const [first] = errors ?? [];
  return first === undefined ? null : `${first.extensions?.code ?? 'error'}: ${first.message}`;
}
