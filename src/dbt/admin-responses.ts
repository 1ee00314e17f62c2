import { z } from 'zod';

/** The Admin API's answers, as far as they are read. Ids come as numbers and are kept as text; they become parts of paths. */

const id = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String);

export const accountRow = z.object({ id });

export const projectRow = z.object({ id, name: z.string().nullish() });

export const environmentRow = z.object({
  id,
  project_id: id.nullish(),
  name: z.string().nullish(),
  /** `production`, `staging`, or null for a general deployment. */
  deployment_type: z.string().nullish(),
  /** Not dbt platform's: a Discovery API over dbt Core has it, null where its dbt docs are served nowhere. */
  docs_url: z.unknown().optional(),
  /** 1 active, 2 deleted. */
  state: z.number().nullish(),
});

/** One page of a list; `total_count` tells whether there are more. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({
    data: z.array(row),
    extra: z
      .object({ pagination: z.object({ total_count: z.number().int().nullish() }).nullish() })
      .nullish(),
  });
}
