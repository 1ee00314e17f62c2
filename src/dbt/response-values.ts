import { z } from 'zod';
import type { Reading } from './odd-values.ts';
import {
  isObject,
  toBoolean,
  toId,
  toNumber,
  toObject,
  toPassedOnObject,
  toPosition,
  toText,
  toTime,
} from './wire-values.ts';

/** What answers of the Discovery API are put together from. */

/** For what the schema promises (`!`): null there is damage, whatever else may be odd about it. */
export function promised<Value>(schema: z.ZodType<Value>): z.ZodType<Value> {
  return z.unknown().refine(isThere, 'missing').pipe(schema);
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}

/** A page of a list. */
export function connectionOf<Node extends z.ZodType>(node: Node) {
  return z
    .object({
      edges: z.array(z.object({ node })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.unknown().optional() }),
      totalCount: z.unknown().optional(),
    })
    .transform(({ edges, pageInfo: { hasNextPage, endCursor }, totalCount }) => ({
      rows: edges.map((edge) => (edge as { readonly node: z.output<Node> }).node),
      hasNextPage,
      endCursor: typeof endCursor === 'string' ? endCursor : null,
      totalRows: toNumber(totalCount) ?? null,
    }));
}

/** The kinds of values, as one of the two readings takes them. */
export function valuesOf({ fact, repaired }: Reading) {
  return {
    text: fact(toText),
    id: fact(toId),
    boolean: fact(toBoolean),
    number: fact(toNumber),
    position: fact(toPosition),
    time: fact(toTime),
    json: fact(toPassedOnObject),
    /** An object that is read and thrown away: its size does not matter. */
    config: fact(toObject),
    object: <Fields extends z.ZodRawShape>(fields: Fields) =>
      repaired(
        (value) => (isObject(value) ? value : null),
        z
          .object(fields)
          .nullish()
          .transform((value) => value ?? null),
      ),
    /** A list that may be null, of objects. */
    objects: <Fields extends z.ZodRawShape>(fields: Fields) =>
      repaired(
        (value) => (Array.isArray(value) ? value.filter(isObject) : null),
        z
          .array(z.object(fields))
          .nullish()
          .transform((value) => value ?? []),
      ),
    texts: promised(
      repaired(
        (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []),
        z.array(z.string()),
      ),
    ),
  };
}
