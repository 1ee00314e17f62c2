import { z } from 'zod';
import { createShape, type Reading, type Shape } from './odd-values.ts';
import { type DetailsGroup, type Facet, type NodeKind, sampleAlias } from './operations.ts';
import { connectionOf, promised, valuesOf } from './response-values.ts';

/**
 * The answers of the Discovery API, parsed once: what is promised by dbt's schema, and what it lets be null. Damage and odd values are told
 * apart as odd-values says. Words not known yet pass: they are no business of the wire.
 */

/** What identifies a row. Without it the row cannot be told from one that is missing. */
const uniqueId = z.string().min(1);
/** What a node is made of; undefined where the host does not list parents, so that they are not asked for. */
const parents = z.array(z.object({ uniqueId })).optional();
const NOT_ASKED = z
  .unknown()
  .optional()
  .transform(() => null);

function buildIndexPage(reading: Reading) {
  const { text, time, config, object } = valuesOf(reading);
  const node = z.object({
    uniqueId,
    name: text,
    packageName: text,
    database: text,
    schema: text,
    alias: text,
    identifier: text,
    materializedType: text,
    relationName: text,
  });
  const nodes = connectionOf(node).optional();
  const lists = { models: nodes, sources: nodes, seeds: nodes, snapshots: nodes };
  const graphOf = (kind: NodeKind) => connectionOf(graphNodeOf(reading, kind)).optional();
  const appliedGraph = {
    graph_models: graphOf('models'),
    graph_sources: graphOf('sources'),
    graph_seeds: graphOf('seeds'),
    graph_snapshots: graphOf('snapshots'),
  };
  const declared = connectionOf(z.object({ uniqueId, parents })).optional();
  const definitionGraph = { graph_models: declared, graph_snapshots: declared };
  const tests = connectionOf(z.object({ uniqueId, config })).optional();
  const sample = connectionOf(z.object({ uniqueId, catalog: object({ runGeneratedAt: time }) })).optional();
  const samples = { [sampleAlias('models')]: sample, [sampleAlias('sources')]: sample };
  // dbt's schema lets a state be null: the environment has none (yet). One that is missing lacks the lists that were asked of it.
  return z.object({
    environment: z.object({
      adapterType: text,
      dbtProjectName: text,
      applied: z
        .object({ lastUpdatedAt: text, latestGitSha: text, ...lists, ...samples, ...appliedGraph, tests })
        .nullish(),
      definition: z.object({ lastUpdatedAt: text, ...lists, ...definitionGraph }).nullish(),
    }),
  });
}

export const indexPage = createShape(buildIndexPage);
export type WireIndexPage = z.output<ReturnType<typeof buildIndexPage>>['environment'];
type WireState = NonNullable<WireIndexPage['applied']>;
export type WireDeclaredNode = NonNullable<
  NonNullable<WireIndexPage['definition']>['graph_models']
>['rows'][number];
export type WireIndexedNode = NonNullable<WireState['models']>['rows'][number];
export type WireTestConfig = NonNullable<WireState['tests']>['rows'][number];

function executionInfoOf({ text, id, number, time, object }: ReturnType<typeof valuesOf>) {
  return object({
    lastRunId: id,
    lastJobDefinitionId: id,
    lastRunStatus: text,
    lastRunError: text,
    lastRunGeneratedAt: time,
    lastRunFailures: number,
    lastSuccessRunId: id,
    lastSuccessJobDefinitionId: id,
    executeStartedAt: time,
    executeCompletedAt: time,
    executionTime: number,
    runGeneratedAt: time,
  });
}
export type WireExecutionInfo = z.output<ReturnType<typeof executionInfoOf>>;

function freshnessOf({ text, boolean, number, time, object }: ReturnType<typeof valuesOf>) {
  const period = object({ count: number });
  return object({
    freshnessChecked: boolean,
    freshnessStatus: text,
    freshnessRunGeneratedAt: time,
    maxLoadedAt: time,
    snapshottedAt: time,
    // Promised, but left out for a host that does not know it.
    criteria: z
      .unknown()
      .optional()
      .refine((value): boolean => value !== null, 'missing')
      .pipe(object({ warnAfter: period, errorAfter: period })),
  });
}
export type WireFreshness = NonNullable<z.output<ReturnType<typeof freshnessOf>>>;

function testOf(values: ReturnType<typeof valuesOf>) {
  const { text, json, object } = values;
  return z.object({
    uniqueId,
    name: text,
    description: text,
    columnName: text,
    testType: text,
    lastKnownResult: text,
    testMetadata: promised(object({ name: text, namespace: text, columnName: text, kwargs: json })),
    executionInfo: promised(executionInfoOf(values)),
  });
}
export type WireTest = z.output<ReturnType<typeof testOf>>;

function graphNodeOf(reading: Reading, kind: NodeKind) {
  const values = valuesOf(reading);
  const executionInfo = executionInfoOf(values);
  return z.object({
    uniqueId,
    parents,
    executionInfo: kind === 'seeds' ? promised(executionInfo) : executionInfo,
    freshness: kind === 'sources' ? promised(freshnessOf(values)) : NOT_ASKED,
    // As in the details: a list of tests that is something else is damage.
    tests: z.array(testOf(values)),
  });
}
export type WireGraphNode = z.output<ReturnType<typeof graphNodeOf>>;
/** A node, strict about what its facets promise; what they do not ask for reads as null or empty. */
function detailsNodeOf(reading: Reading, kind: NodeKind, facets: readonly Facet[]) {
  const values = valuesOf(reading);
  const { text, position, json, object, objects, texts } = values;
  const when = <Value>(isAsked: boolean, schema: z.ZodType<Value>, otherwise: Value): z.ZodType<Value> =>
    isAsked
      ? schema
      : z
          .unknown()
          .optional()
          .transform(() => otherwise);
  const isBase = facets.includes('base');
  const executionInfo = executionInfoOf(values);
  return z.object({
    uniqueId,
    description: text,
    sourceDescription: text,
    materializedType: text,
    tags: when<readonly string[]>(isBase, texts, []),
    meta: json,
    // dbt's schema promises the execution of seeds, and lets that of models and snapshots be null.
    executionInfo: isBase && kind === 'seeds' ? promised(executionInfo) : executionInfo,
    freshness: when(isBase && kind === 'sources', promised(freshnessOf(values)), null),
    catalog: object({
      owner: text,
      columns: objects({
        name: text,
        description: text,
        type: text,
        index: position,
        tags: texts,
        meta: json,
      }),
    }),
    // A list of tests that is something else is damage as well: a node whose tests cannot be read is no node without tests.
    tests: when<readonly WireTest[]>(facets.includes('tests'), z.array(testOf(values)), []),
    rawCode: text,
    compiledCode: text,
  });
}
export type WireDetailsNode = z.output<ReturnType<typeof detailsNodeOf>>;

/** The groups' lists stand under their aliases. An applied state that is null is damage here: the index has just listed nodes of it. */
export function detailsPageOf(groups: readonly DetailsGroup[]) {
  return createShape((reading) => {
    const lists = groups.map(
      ({ alias, kind, facets }) => [alias, connectionOf(detailsNodeOf(reading, kind, facets))] as const,
    );
    return z.object({ environment: z.object({ applied: z.object(Object.fromEntries(lists)) }) });
  });
}

/** Marks of change under the aliases of the environments, in their order: e0, e1, … */
export function changePageOf(count: number): Shape<Readonly<Record<string, WireMarks>>> {
  return createShape((reading) => {
    const { text } = valuesOf(reading);
    const marks = z.object({
      applied: z.object({ lastUpdatedAt: text, latestGitSha: text }).nullable(),
      definition: z.object({ lastUpdatedAt: text }).nullable(),
    });
    return z.object(
      Object.fromEntries(Array.from({ length: count }, (_, position) => [`e${position}`, marks])),
    );
  });
}
export interface WireMarks {
  readonly applied?:
    | { readonly lastUpdatedAt: string | null; readonly latestGitSha: string | null }
    | null
    | undefined;
  readonly definition?: { readonly lastUpdatedAt: string | null } | null | undefined;
}
