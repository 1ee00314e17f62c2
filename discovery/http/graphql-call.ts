import { z } from 'zod';

const callSchema = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

export type ParsedCall = z.infer<typeof callSchema>;

/** The GraphQL request in a body; null when it is no JSON object with a query (batches are not served). */
export function parseCall(body: string | null): ParsedCall | null {
  if (body === null) return null;
  try {
    return callSchema.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
