import type { GraphQLFieldResolver } from 'graphql';
import type { RequestContext } from '../context.ts';
import type { FieldTable } from '../document/field-table.ts';
import { paced } from './paced.ts';

/** Items of a list that are completed in one turn of the event loop. */
const ITEMS_PER_SLICE = 500;

/** What the executor resolves contributed fields with, where a document is not written by its plan. */
export function toResolvers(
  table: FieldTable,
): Record<string, Record<string, GraphQLFieldResolver<unknown, RequestContext>>> {
  return Object.fromEntries(
    Object.entries(table).map(([type, fields]) => [
      type,
      Object.fromEntries(
        Object.entries(fields).map(([name, { value }]) => [
          name,
          (parent: unknown, args: unknown, { turn }: RequestContext) => {
            const resolved = value(parent as never, args as never);
            if (!Array.isArray(resolved)) return resolved;
            const items: readonly unknown[] = resolved;
            return paced({
              length: items.length,
              itemAt: (position) => items[position],
              perSlice: ITEMS_PER_SLICE,
              nextTurn: turn,
            });
          },
        ]),
      ),
    ]),
  );
}
