import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** The rules that are delivered. */
export const RULES = new URL('../../deploy/alerts/dbt-subgraph.rules.yml', import.meta.url);

const rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});
export type Rule = z.infer<typeof rules>['groups'][number]['rules'][number];

export function readRules(): readonly Rule[] {
  return rules.parse(parse(readFileSync(RULES, 'utf8'))).groups.flatMap((group) => group.rules);
}
