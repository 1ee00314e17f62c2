import { z } from 'zod';
import type { Codec } from '../../cache/entry.ts';
import { createJsonCodec } from '../../cache/json-codec.ts';
import type { Facet, NodeKind } from '../../dbt/operations.ts';
import { isPassable, MAX_POSITION } from '../../dbt/wire-values.ts';
import type { CatalogColumn, NodeDetails, NodeTest } from '../../facts/node.ts';
import type { NodeCode } from './node-translation.ts';

/** A node of one environment, and the list of dbt's API in which it stands. */
export interface NodeKey {
  readonly kind: NodeKind;
  readonly uniqueId: string;
}

/** A uniqueId may hold any character, so it stands last. */
export function nodeKeyText({ kind, uniqueId }: NodeKey): string {
  return `${kind}/${uniqueId}`;
}

/** What is known of a node under each facet. */
export interface FacetValues {
  readonly base: NodeDetails;
  readonly columns: readonly CatalogColumn[];
  readonly tests: readonly NodeTest[];
  readonly code: NodeCode;
}

/**
 * What an entry must look like to be read from the cache outside the process. Keys carry the version of the shapes, so this is for what was
 * damaged. As deep as the readers rely on, and no deeper.
 */
const text = z.string();
const textOrNull = text.nullable();
const position = z.int().min(0).max(MAX_POSITION).nullable();
/** What is passed on as it is must not end what serialises it. */
const json = z.unknown().refine(isPassable);
const execution = z.object({ lastRunStatus: textOrNull }).nullable();
const shapes = {
  base: z.object({
    uniqueId: text,
    description: textOrNull,
    sourceDescription: textOrNull,
    tags: z.array(text),
    meta: json,
    execution,
    freshness: z
      .object({ status: textOrNull, maxLoadedAt: textOrNull, hasThreshold: z.boolean() })
      .nullable(),
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

export const FACET_CODECS: { readonly [Name in Facet]: Codec<FacetValues[Name]> } = {
  base: createJsonCodec((value): value is NodeDetails => shapes.base.safeParse(value).success),
  columns: createJsonCodec(
    (value): value is readonly CatalogColumn[] => shapes.columns.safeParse(value).success,
  ),
  tests: createJsonCodec((value): value is readonly NodeTest[] => shapes.tests.safeParse(value).success),
  code: createJsonCodec((value): value is NodeCode => shapes.code.safeParse(value).success),
};
