import { z } from 'zod';

/**
 * The answers of the Discovery API, parsed once. Loose on purpose: ids come as numbers or text, words not known yet must not break a query,
 * and a null list reads as an empty one. Strict where a wrong reading would be a lie: connections and cursors.
 */

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const bigInt = z
  .union([z.string(), z.number(), z.bigint()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? null : String(value)));
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? null);
const boolean = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);
const count = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => {
    const parsed = value === null || value === undefined ? Number.NaN : Number(value);
    return Number.isFinite(parsed) ? parsed : null;
  });
const tags = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const json = z
  .unknown()
  .optional()
  .transform((value) => value ?? null);

const connectionOf = <Node extends z.ZodType>(node: Node) =>
  z.object({
    edges: z
      .array(z.object({ node }))
      .nullish()
      .transform((value) => value ?? []),
  });

const pagedConnectionOf = <Node extends z.ZodType>(node: Node) =>
  connectionOf(node).extend({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }) });

const indexedNode = z.object({
  uniqueId: z.string(),
  name: text,
  packageName: text,
  database: text,
  schema: text,
  alias: text,
  identifier: text,
  materializedType: text,
  relationName: text,
});
export type WireIndexedNode = z.output<typeof indexedNode>;

const severityNode = z.object({ uniqueId: z.string(), config: json });

const indexState = z.object({
  lastUpdatedAt: text,
  latestGitSha: text,
  models: pagedConnectionOf(indexedNode).optional(),
  sources: pagedConnectionOf(indexedNode).optional(),
  seeds: pagedConnectionOf(indexedNode).optional(),
  snapshots: pagedConnectionOf(indexedNode).optional(),
  tests: pagedConnectionOf(severityNode).optional(),
});

export const indexResponse = z.object({
  environment: z.object({
    adapterType: text,
    dbtProjectName: text,
    applied: indexState.nullish(),
    definition: indexState.nullish(),
  }),
});
export type WireIndexPage = z.output<typeof indexResponse>['environment'];

const executionInfo = z
  .object({
    lastRunId: bigInt,
    lastJobDefinitionId: bigInt,
    lastRunStatus: text,
    lastRunError: text,
    lastRunGeneratedAt: text,
    lastRunFailures: count,
    lastSuccessRunId: bigInt,
    lastSuccessJobDefinitionId: bigInt,
    executeStartedAt: text,
    executeCompletedAt: text,
    executionTime: number,
    runGeneratedAt: text,
  })
  .nullish()
  .transform((value) => value ?? null);
export type WireExecutionInfo = z.output<typeof executionInfo>;

const column = z.object({ name: text, description: text, type: text, index: number, tags, meta: json });

const test = z.object({
  uniqueId: z.string(),
  name: text,
  description: text,
  columnName: text,
  testType: text,
  lastKnownResult: text,
  testMetadata: z
    .object({
      name: text,
      namespace: text,
      columnName: text,
      kwargs: z.record(z.string(), z.unknown()).nullish().catch(null),
    })
    .nullish(),
  executionInfo,
});
export type WireTest = z.output<typeof test>;

const period = z.object({ count }).nullish();

const freshness = z.object({
  freshnessChecked: boolean,
  freshnessStatus: text,
  freshnessRunGeneratedAt: text,
  maxLoadedAt: text,
  snapshottedAt: text,
  criteria: z.object({ warnAfter: period, errorAfter: period }).nullish(),
});
export type WireFreshness = z.output<typeof freshness>;

const detailsNode = z.object({
  uniqueId: z.string(),
  description: text,
  sourceDescription: text,
  materializedType: text,
  tags,
  meta: json,
  executionInfo,
  freshness: freshness.nullish(),
  catalog: z.object({ owner: text, columns: z.array(column).nullish() }).nullish(),
  tests: z.array(test).nullish(),
  rawCode: text,
  compiledCode: text,
});
export type WireDetailsNode = z.output<typeof detailsNode>;

const detailsList = connectionOf(detailsNode).extend({
  pageInfo: z.object({ hasNextPage: z.boolean() }).nullish(),
});

/** The lists stand under the aliases of the operation's groups. */
export const detailsResponse = z.object({
  environment: z.object({ applied: z.record(z.string(), detailsList) }),
});

export const changeResponse = z.record(
  z.string(),
  z.object({
    applied: z.object({ lastUpdatedAt: text, latestGitSha: text }).nullish(),
    definition: z.object({ lastUpdatedAt: text }).nullish(),
  }),
);
