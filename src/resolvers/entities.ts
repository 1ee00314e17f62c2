import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../context.ts';
import { emptiedPath } from '../document/emptied.ts';
import { type Entity, readEntity, toContributed } from '../entities/entity.ts';
import { tooManyReferences } from '../entities/reference-count.ts';
import { ReferenceProblem, toReferenceError, toRelationOf } from '../entities/references.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import { paced } from './paced.ts';
import { selectionBelow } from './selections.ts';

/** Fields that are completed in one turn of the event loop. */
const FIELDS_PER_SLICE = 5_000;

/**
 * Federation's `_entities`, in place of the library's: there one reference of an unknown type throws the whole answer away,
 * and its text goes into the log. Here it fails at its own place.
 */
export const federation = {
  _entities(
    _parent: unknown,
    { representations }: { readonly representations: readonly unknown[] },
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): readonly unknown[] {
    const { problems, references } = context;
    const perSlice = Math.ceil(
      FIELDS_PER_SLICE / (1 + selectionBelow(info, 'Table').cost + selectionBelow(info, 'Column').cost),
    );
    const { within, saysSo } = references.take(representations.length);
    const loaded = representations.map((reference, position) => {
      // An error in a list is the error of its place.
      if (position >= within) return saysSo && position === within ? tooManyReferences(references) : null;
      const entity = readEntity(reference);
      if (!(entity instanceof ReferenceProblem)) return load(entity, position, context, info);
      return problems.hasRoom() ? toReferenceError(entity) : null;
    });
    return paced(loaded, perSlice, context.turn);
  },
};

async function load(
  entity: Entity,
  position: number,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  const selection = selectionBelow(info, entity.typeName);
  if (selection.needs === NEEDS_NOTHING) return toContributed(entity, null);
  const relation = toRelationOf(entity.table);
  const { facts, failures } = await context.tables.load({ relation, needs: selection.needs });
  const contributed = toContributed(entity, facts);
  for (const failure of failures) {
    context.problems.fail(failure, () => [
      info.path.key,
      position,
      ...emptiedPath(selection, contributed, failure.emptied),
    ]);
  }
  return contributed;
}
