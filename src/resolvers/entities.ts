import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../context.ts';
import { emptiedPath } from '../document/emptied.ts';
import type { Selection } from '../document/selection.ts';
import { REFERENCES_PER_SLICE } from '../entities/answer.ts';
import { countAsked } from '../entities/cold-texts.ts';
import type { Entity } from '../entities/entity.ts';
import type { EntityTypes } from '../entities/entity-types.ts';
import { tooManyReferences } from '../entities/reference-count.ts';
import { ReferenceProblem, toReferenceError } from '../entities/reference-problem.ts';
import type { AskedTable } from '../loaders/asks.ts';
import type { TableFailure } from '../loaders/failures.ts';
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
  ): readonly unknown[] | Promise<readonly unknown[]> {
    const { problems, references, asks, turn } = context;
    const { within, saysSo } = references.take(representations.length);
    const requests: TableRequest[] = [];
    /** In the order of the requests. */
    const asked: (AskedTable | null)[] = [];

    function read(position: number): Item {
      // An error in a list is the error of its place.
      if (position >= within) return saysSo && position === within ? tooManyReferences(references) : null;
      const entity = types.read(representations[position]);
      if (entity instanceof ReferenceProblem) return problems.hasRoom() ? toReferenceError(entity) : null;
      const selection = selectionBelow(info, entity.typeName);
      const { needs } = selection;
      if (needs === NEEDS_NOTHING) return { entity, selection, answer: null };
      asked.push(countAsked(entity, asks));
      return { entity, selection, answer: requests.push({ target: entity.target, needs }) - 1 };
    }

    function answer(items: readonly Item[]): readonly unknown[] {
      const costs = types.all.map(({ typeName }) => selectionBelow(info, typeName).cost);
      const perSlice = Math.ceil(FIELDS_PER_SLICE / (1 + Math.max(...costs)));
      let answers: readonly TableAnswer[] = [];
      const load = async () => {
        answers = await context.tables.load(requests);
        for (const [position, { facts }] of answers.entries())
          asked[position]?.answered(facts.metadata.match.status);
      };
      return paced({
        length: items.length,
        itemAt: (position) =>
          contribute(items[position] ?? null, answers, (item, failure, contributed) => {
            problems.fail(failure, () => [
              info.path.key,
              position,
              ...emptiedPath(item.selection, contributed, failure.emptied),
            ]);
          }),
        perSlice,
        nextTurn: turn,
        ready: requests.length === 0 ? null : load(),
        waits: (position) => isWaiting(items[position]),
      });
    }

    if (representations.length <= REFERENCES_PER_SLICE) {
      return answer(representations.map((_, position) => read(position)));
    }
    return readInSlices(representations.length, read, turn).then(answer);
  };
}

async function readInSlices(
  length: number,
  read: (position: number) => Item,
  turn: () => Promise<void>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let position = 0; position < length; position += 1) {
    if (position > 0 && position % REFERENCES_PER_SLICE === 0) await turn();
    items.push(read(position));
  }
  return items;
}

type OnFailure = (item: ItemOfEntity, failure: TableFailure, contributed: unknown) => void;

function contribute(item: Item, answers: readonly TableAnswer[], onFailure: OnFailure): unknown {
  if (item === null || item instanceof GraphQLError) return item;
  const answer = item.answer === null ? undefined : answers[item.answer];
  const contributed = item.entity.contribute(answer?.facts ?? null);
  for (const failure of answer?.failures ?? []) onFailure(item, failure, contributed);
  return contributed;
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
