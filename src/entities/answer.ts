import { type GraphQLError, locatedError } from 'graphql';
import type { EntitiesField } from '../document/entities-field.ts';
import type { BoundOperation } from '../document/operation.ts';
import type { RequestAsks } from '../loaders/asks.ts';
import type { ScopedPreparedTables } from '../loaders/prepared-tables.ts';
import type { TableReader } from '../loaders/table-reader.ts';
import { type Cold, writeCold } from './cold-texts.ts';
import type { EntityTypes } from './entity-types.ts';
import { join, type WrittenField } from './join.ts';
import { createProblems } from './problems.ts';
import { createReferenceCount, tooManyReferences } from './reference-count.ts';
import { ReferenceProblem, toReferenceError } from './reference-problem.ts';
import { takeWarmTexts } from './warm-texts.ts';

/** What an operation of `_entities` fields is answered with. */
export interface EntitiesAnswer {
  /** The JSON object `data` in pieces, with `head` before it and `tail` behind it. */
  readonly data: (head: string, tail: string) => readonly string[];
  /** Of fields first, in the order of the answer. */
  readonly errors: readonly GraphQLError[];
  /** Whether the data is known to be ASCII throughout. */
  readonly isAscii: boolean;
}

export interface EntitiesOptions {
  readonly types: EntityTypes;
  /** Asked for where a text is not at hand. */
  readonly reader: () => TableReader;
  /** Null where nothing can be prepared: dbt is not connected, or that cannot be told. */
  readonly prepared: ScopedPreparedTables | null;
  /** Null where nobody counts what is asked for. */
  readonly asks: RequestAsks | null;
  readonly maxReferences: number;
  /** Called between slices of work. */
  readonly turn: () => Promise<void>;
}

/** Taking one long text apart by a pattern takes a quarter of a millisecond. */
export const REFERENCES_PER_SLICE = 200;

/**
 * Answers an operation that its selections can write. Texts at hand are taken, all other tables are read as one batch. Throws an
 * UnwritableError where the executor has to answer.
 */
export async function answerEntities(
  { roots }: BoundOperation,
  options: EntitiesOptions,
): Promise<EntitiesAnswer> {
  const { types, prepared } = options;
  const problems = createProblems();
  const errors: GraphQLError[] = [];
  const cold: Cold[] = [];
  const fields: WrittenField[] = [];
  let isAscii = true;
  const references = createReferenceCount(options.maxReferences);

  /** Errors of references in the order of the answer. */
  async function readCold(
    field: EntitiesField,
    texts: string[],
    positions: readonly number[],
  ): Promise<void> {
    for (const [index, position] of positions.entries()) {
      if (index > 0 && index % REFERENCES_PER_SLICE === 0) await options.turn();
      const entity = types.read(field.representations[position]);
      if (entity instanceof ReferenceProblem) {
        if (problems.hasRoom()) errors.push(locate(toReferenceError(entity), field, position));
        continue;
      }
      const selection = field.selectionOf(entity.typeName);
      if (selection !== null) cold.push({ field, texts, position, selection, entity });
    }
  }

  for (const root of roots) {
    const { responseKey } = root;
    if (root.kind !== 'entities') {
      fields.push({ responseKey, texts: null });
      continue;
    }
    const count = root.representations.length;
    const { within, saysSo } = references.take(count);
    const texts: string[] = [];
    const coldPositions: number[] = [];
    const areAscii = takeWarmTexts(root, within, options, texts, coldPositions);
    isAscii &&= areAscii;
    if (coldPositions.length > 0) await readCold(root, texts, coldPositions);
    if (saysSo) errors.push(locate(tooManyReferences(references), root, within));
    for (let position = within; position < count; position += 1) texts.push('null');
    fields.push({ responseKey, texts });
  }
  if (cold.length > 0) await writeCold(cold, problems, options);
  prepared?.report();
  return {
    data: (head, tail) => join(head, fields, tail),
    errors: [...errors, ...problems.errors],
    isAscii: isAscii && cold.length === 0,
  };
}

function locate(error: unknown, { nodes, responseKey }: EntitiesField, position: number): GraphQLError {
  return locatedError(error, nodes, [responseKey, position]);
}
