import { z } from 'zod';
import { plainKey } from './integer-keys.ts';

/**
 * The parts of dbt's artifacts that this server reads. Everything else is ignored. Artifact layouts grow with every
 * dbt version, so only what identifies a node is required: `salvage` leaves out any other value that does not fit.
 */
const text = z.string().nullish();
const number = z.number().nullish();
const integer = z.int().nullish();
/** What the API serves as an Int. */
const smallInteger = z.int32().nullish();
const texts = z.array(z.string()).nullish();
/** Newer dbt versions take a list where older ones took one text. */
const oneOrMore = z.union([z.string(), z.array(z.string()).transform((all) => all.join(', '))]).nullish();
const record = z.record(z.string(), z.unknown());
const json = record.nullish();
const version = z.union([z.string(), z.number()]).nullish();

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

const period = z.object({ count: smallInteger, period: text }).nullish();
export const criteriaSchema = z.object({ warn_after: period, error_after: period }).nullish();

/** Columns in the order of the file. A column without a readable name is called by its key. */
function columnList<T extends { name?: string | null | undefined }>(column: z.ZodType<T>) {
  return z
    .record(z.string(), column)
    .transform((columns) =>
      Object.entries(columns).map(([key, fields]) => ({ ...fields, name: fields.name || plainKey(key) })),
    )
    .nullish();
}

const manifestColumn = z.object({
  name: text,
  data_type: text,
  description: text,
  meta: json,
  tags: texts,
  config: z.object({ meta: json, tags: texts }).nullish(),
});

const constraint = z.object({
  type: text,
  name: text,
  expression: text,
  columns: texts,
  warn_unenforced: z.boolean().nullish(),
  warn_unsupported: z.boolean().nullish(),
});

const testMetadata = z.object({ name: text, namespace: text, kwargs: json }).nullish();

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
  constraints: z.array(constraint).nullish(),
  contract: z.object({ enforced: z.boolean().nullish() }).nullish(),
  columns: columnList(manifestColumn),
  freshness: criteriaSchema,
  depends_on: z.object({ nodes: texts }).nullish(),
  column_name: text,
  attached_node: text,
  test_metadata: testMetadata,
  model: text,
  given: z.array(record).nullish(),
  expect: json,
  overrides: json,
  tested_node_unique_id: text,
  this_input_node_unique_id: text,
  type: text,
  owner: z.object({ name: text, email: oneOrMore }).nullish(),
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
  macros: z.record(z.string(), z.object({ package_name: text })).nullish(),
});

const catalogTable = z.object({
  unique_id: text,
  metadata: z.object({ type: text, database: text, schema: text, comment: text, owner: text }).nullish(),
  columns: columnList(z.object({ name: text, type: text, index: smallInteger, comment: text })),
  stats: z
    .record(
      z.string(),
      z.object({
        id: text,
        label: text,
        value: z.unknown(),
        include: z.boolean().nullish(),
        description: text,
      }),
    )
    .nullish(),
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
  /** dbt Core names its command under `which`, Fusion under both. */
  args: z.object({ which: text, command: text, target: text }).nullish(),
  results: z.array(
    z.object({
      unique_id: z.string(),
      status: z.string(),
      timing: z.array(timing).nullish(),
      execution_time: number,
      adapter_response: json,
      message: text,
      failures: integer,
      compiled_code: text,
      relation_name: text,
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
