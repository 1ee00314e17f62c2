import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../context.ts';
import { emptiedPath } from '../document/emptied.ts';
import type { Selection } from '../document/selection.ts';
import type { Entity } from '../entities/entity.ts';
import type { EntityTypes } from '../entities/entity-types.ts';
import { tooManyReferences } from '../entities/reference-count.ts';
import { ReferenceProblem, toReferenceError } from '../entities/reference-problem.ts';
import { NEEDS_NOTHING } from '../loaders/needs.ts';
import type { TableAnswer } from '../loaders/table-reader.ts';
import type { TableRequest } from '../loaders/table-target.ts';
import { paced } from './paced.ts';
import type { SelectionBelow } from './selections.ts';

/** Fields that are completed in one turn of the event loop. */
const FIELDS_PER_SLICE = 5_000;

/**
 * Federation's `_entities`, in place of the library's: there one reference of an unknown type throws the whole answer away,
 * and its text goes into the log. Here it fails at its own place.
 */
export function createEntitiesResolver(types: EntityTypes, selectionBelow: SelectionBelow) {
  return function resolveEntities(
    _parent: unknown,
    { representations }: { readonly representations: readonly unknown[] },
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): readonly unknown[] {
    const { problems, references } = context;
    const costs = types.all.map(({ typeName }) => selectionBelow(info, typeName).cost);
    const perSlice = Math.ceil(FIELDS_PER_SLICE / (1 + Math.max(...costs)));
    const { within, saysSo } = references.take(representations.length);
    const requests: TableRequest[] = [];
    const items = representations.map((reference, position): Item => {
      // An error in a list is the error of its place.
      if (position >= within) return saysSo && position === within ? tooManyReferences(references) : null;
      const entity = types.read(reference);
      if (entity instanceof ReferenceProblem) return problems.hasRoom() ? toReferenceError(entity) : null;
      const selection = selectionBelow(info, entity.typeName);
      const { target } = entity;
      const { needs } = selection;
      return {
        entity,
        selection,
        answer: needs === NEEDS_NOTHING ? null : requests.push({ target, needs }) - 1,
      };
    });
    let answers: readonly TableAnswer[] = [];
    const ready =
      requests.length === 0
        ? null
        : context.tables.load(requests).then((loaded) => {
            answers = loaded;
          });

    function itemAt(position: number): unknown {
      const item = items[position] ?? null;
      if (item === null || item instanceof GraphQLError) return item;
      const { entity, selection, answer: its } = item;
      const answer = its === null ? undefined : answers[its];
      const contributed = entity.contribute(answer?.facts ?? null);
      for (const failure of answer?.failures ?? []) {
        problems.fail(failure, () => [
          info.path.key,
          position,
          ...emptiedPath(selection, contributed, failure.emptied),
        ]);
      }
      return contributed;
    }
    return paced({
      length: items.length,
      itemAt,
      perSlice,
      nextTurn: context.turn,
      ready,
      waits: (position) => isWaiting(items[position]),
    });
  };
}

function isWaiting(item: Item | undefined): boolean {
  return item !== undefined && item !== null && !(item instanceof GraphQLError) && item.answer !== null;
}

/** What a reference comes to: an error, or an entity with its selection and the position of its answer, if it needs one. */
type Item = GraphQLError | null | ItemOfEntity;

interface ItemOfEntity {
  readonly entity: Entity;
  readonly selection: Selection;
  readonly answer: number | null;
}
