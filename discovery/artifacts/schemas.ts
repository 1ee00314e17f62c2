import { z } from 'zod';

/**
 * The parts of dbt's artifacts that this server reads. Everything else is ignored, and a value of an
 * unexpected type reads as absent: artifact layouts grow with every dbt version, and one odd node must not
 * take a whole environment down. Only what identifies a node is required.
 */
const text = z.string().nullish().catch(null);
const number = z.number().nullish().catch(null);
const texts = z.array(z.string()).nullish().catch(null);
const record = z.record(z.string(), z.unknown());
const json = record.nullish().catch(null);
const version = z.union([z.string(), z.number()]).nullish().catch(null);

const metadata = z.object({
  dbt_schema_version: text,
  dbt_version: text,
  generated_at: text,
  invocation_id: text,
  project_name: text,
  /** MD5 of the project's name. */
  project_id: text,
  adapter_type: text,
});

const period = z.object({ count: number, period: text }).nullish().catch(null);
const criteriaSchema = z.object({ warn_after: period, error_after: period }).nullish().catch(null);

const manifestColumn = z.object({
  name: text,
  description: text,
  meta: json,
  tags: texts,
  config: z.object({ meta: json, tags: texts }).nullish().catch(null),
});

const constraint = z.object({
  type: text,
  name: text,
  expression: text,
  columns: texts,
  warn_unenforced: z.boolean().nullish().catch(null),
  warn_unsupported: z.boolean().nullish().catch(null),
});

const testMetadata = z.object({ name: text, namespace: text, kwargs: json }).nullish().catch(null);

const manifestNodeSchema = z.object({
  unique_id: z.string(),
  resource_type: z.string(),
  name: z.string(),
  package_name: text,
  original_file_path: text,
  patch_path: text,
  fqn: texts,
  database: text,
  schema: text,
  alias: text,
  identifier: text,
  relation_name: text,
  description: text,
  source_name: text,
  source_description: text,
  loader: text,
  language: text,
  raw_code: text,
  compiled_code: text,
  tags: texts,
  meta: json,
  config: json,
  group: text,
  access: text,
  version,
  latest_version: version,
  deprecation_date: text,
  constraints: z.array(constraint).nullish().catch(null),
  contract: z.object({ enforced: z.boolean().nullish() }).nullish().catch(null),
  columns: z.record(z.string(), manifestColumn).nullish().catch(null),
  freshness: criteriaSchema,
  depends_on: z.object({ nodes: texts }).nullish().catch(null),
  column_name: text,
  attached_node: text,
  test_metadata: testMetadata,
  model: text,
  given: z.array(record).nullish().catch(null),
  expect: json,
  overrides: json,
  tested_node_unique_id: text,
  this_input_node_unique_id: text,
  type: text,
  owner: z.object({ name: text, email: text }).nullish().catch(null),
  url: text,
  label: text,
  maturity: text,
});

const nodes = z.record(z.string(), manifestNodeSchema);

export const manifestSchema = z.object({
  metadata,
  nodes,
  sources: nodes.nullish(),
  exposures: nodes.nullish(),
  unit_tests: nodes.nullish(),
  groups: nodes.nullish(),
  macros: z
    .record(z.string(), z.object({ package_name: text }))
    .nullish()
    .catch(null),
});

const catalogTable = z.object({
  unique_id: text,
  metadata: z.object({ type: text, comment: text, owner: text }),
  columns: z.record(z.string(), z.object({ name: z.string(), type: text, index: number, comment: text })),
  stats: z
    .record(
      z.string(),
      z.object({
        id: text,
        label: text,
        value: z.unknown(),
        include: z.boolean().nullish().catch(null),
        description: text,
      }),
    )
    .nullish()
    .catch(null),
});

export const catalogSchema = z.object({
  metadata,
  nodes: z.record(z.string(), catalogTable),
  sources: z.record(z.string(), catalogTable).nullish(),
});

const timing = z.object({ name: text, started_at: text, completed_at: text });

export const runResultsSchema = z.object({
  metadata,
  elapsed_time: number,
  args: z.object({ which: text }).nullish().catch(null),
  results: z.array(
    z.object({
      unique_id: z.string(),
      status: z.string(),
      timing: z.array(timing).nullish().catch(null),
      execution_time: number,
      adapter_response: json,
      message: text,
      failures: number,
      compiled_code: text,
    }),
  ),
});

export const sourcesSchema = z.object({
  metadata,
  results: z.array(
    z.object({
      unique_id: z.string(),
      status: z.string(),
      max_loaded_at: text,
      snapshotted_at: text,
      max_loaded_at_time_ago_in_s: number,
      criteria: criteriaSchema,
    }),
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestNode = z.infer<typeof manifestNodeSchema>;
export type Catalog = z.infer<typeof catalogSchema>;
export type CatalogTable = z.infer<typeof catalogTable>;
export type RunResults = z.infer<typeof runResultsSchema>;
export type SourceFreshness = z.infer<typeof sourcesSchema>;
export type FreshnessCriteria = z.infer<typeof criteriaSchema>;
