import type { GraphQLLeafType } from 'graphql';
import type { SelectedField, Selection } from './selection.ts';
import type { Shape } from './shape.ts';

/**
 * Thrown for a value that the graph's types do not allow. The executor has the rules of what becomes null then, and the words of the
 * error: it has to answer.
 */
class UnwritableError extends Error {
  constructor(path: string) {
    super(`The value of ${path} does not fit its type.`);
    this.name = 'UnwritableError';
  }
}

/** Pauses whenever `VALUES_PER_SLICE` values were written since the last pause; returns the text. */
export type Writing = Generator<void, string, void>;

/** Counts values from one pause to the next, over several texts. */
export interface Slice {
  values: number;
}

/** A few milliseconds of work. */
export const VALUES_PER_SLICE = 5_000;

/**
 * Writes what is selected of `parent` as JSON, byte for byte what the executor's result gives with JSON.stringify: fields in the order of
 * the selection, leaves serialised by their types.
 */
export function* writeSelection(selection: Selection, parent: unknown, slice: Slice): Writing {
  let text = '{';
  for (const field of selection.fields) {
    if (text.length > 1) text += ',';
    const value = field.value(parent);
    slice.values += 1;
    text += field.keyText;
    text +=
      field.shape.kind === 'leaf'
        ? writeLeaf(field.shape.type, field.shape.isNullable, value, selection, field)
        : yield* writeNested(field.shape, value, selection, field, slice);
  }
  return `${text}}`;
}

function* writeNested(
  shape: Shape,
  value: unknown,
  selection: Selection,
  field: SelectedField,
  slice: Slice,
): Writing {
  if (shape.kind === 'leaf') return writeLeaf(shape.type, shape.isNullable, value, selection, field);
  if (value === null || value === undefined) {
    if (shape.isNullable) return 'null';
    throw unwritable(selection, field);
  }
  if (shape.kind === 'object') {
    if (field.below === null) throw unwritable(selection, field);
    return yield* writeSelection(field.below, value, slice);
  }
  if (!Array.isArray(value)) throw unwritable(selection, field);
  let text = '[';
  for (const item of value) {
    if (text.length > 1) text += ',';
    text += yield* writeNested(shape.item, item, selection, field, slice);
    slice.values += 1;
    if (slice.values >= VALUES_PER_SLICE) yield;
  }
  return `${text}]`;
}

function writeLeaf(
  type: GraphQLLeafType,
  isNullable: boolean,
  value: unknown,
  selection: Selection,
  field: SelectedField,
): string {
  if (value === null || value === undefined) {
    if (isNullable) return 'null';
    throw unwritable(selection, field);
  }
  const serialized = serialize(type, value);
  const text = serialized === null ? undefined : JSON.stringify(serialized);
  if (text === undefined) throw unwritable(selection, field);
  return text;
}

/** Null for what the type cannot represent. */
function serialize(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return type.serialize(value) ?? null;
  } catch {
    return null;
  }
}

function unwritable({ type }: Selection, { responseKey }: SelectedField): UnwritableError {
  return new UnwritableError(`${type.name}.${responseKey}`);
}
