import { z } from 'zod';
import type { Facet } from '../dbt/operations.ts';
import { isPassable, MAX_POSITION } from '../dbt/wire-values.ts';
import { parseDetailsKey } from './details-batches.ts';
import type { IndexKey } from './index-pages.ts';

/**
 * What an entry of the shared cache must look like to be read. Keys carry the version of the shapes, so this is for what was damaged,
 * or written by somebody else: it must be a miss, not a query that fails. As deep as the readers rely on, and no deeper.
 */

const text = z.string();
const textOrNull = text.nullable();
const marks = z.object({
  appliedLastUpdatedAt: textOrNull,
  latestGitSha: textOrNull,
  definitionLastUpdatedAt: textOrNull,
});
const node = z.object({
  uniqueId: text,
  resourceType: z.enum(['MODEL', 'SOURCE', 'SEED', 'SNAPSHOT']),
  name: text,
  database: textOrNull,
  schema: textOrNull,
  identifier: textOrNull,
  relationName: textOrNull,
  materializedType: textOrNull,
});
const indexed = z.object({
  environmentId: text,
  adapterType: textOrNull,
  projectName: textOrNull,
  lastUpdatedAt: textOrNull,
  marks: marks.nullable(),
  nodes: z.array(node),
});

const INDEX_SHAPES: Readonly<Record<IndexKey, z.ZodType>> = {
  applied: indexed,
  definition: indexed,
  severities: z.record(text, text),
};

const position = z.int().min(0).max(MAX_POSITION).nullable();
/** What is passed on as it is must not end what serialises it. */
const json = z.unknown().refine(isPassable);
const execution = z.object({ lastRunStatus: textOrNull }).nullable();

const DETAILS_SHAPES: Readonly<Record<Facet, z.ZodType>> = {
  base: z.object({
    uniqueId: text,
    description: textOrNull,
    sourceDescription: textOrNull,
    tags: z.array(text),
    meta: json,
    execution,
    freshness: z.object({ status: textOrNull, maxLoadedAt: textOrNull }).nullable(),
  }),
  columns: z.array(
    z.object({ name: text, description: textOrNull, index: position, tags: z.array(text), meta: json }),
  ),
  tests: z.array(
    z.object({
      uniqueId: text,
      name: text,
      columnName: textOrNull,
      metadata: z.object({ name: textOrNull, kwargs: json }).nullable(),
      lastKnownResult: textOrNull,
      execution,
    }),
  ),
  code: z.object({ rawCode: textOrNull, compiledCode: textOrNull }),
};

export function isCachedIndex(key: string, value: unknown): value is unknown {
  return INDEX_SHAPES[key as IndexKey].safeParse(value).success;
}

export function isCachedDetails(key: string, value: unknown): value is unknown {
  return DETAILS_SHAPES[parseDetailsKey(key).facet].safeParse(value).success;
}
