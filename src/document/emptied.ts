import type { Needs } from './field-table.ts';
import type { SelectedField, Selection } from './selection.ts';

export type ResponsePath = readonly (string | number)[];

/**
 * Where the answer shows that something could not be read: the path below `parent` of the first field that is null, in the order of the
 * answer. `missing`: what could not be read; -1 for everything. Where no field is null, the first that would have needed it.
 */
export function emptiedPath(selection: Selection, parent: unknown, missing: Needs): ResponsePath {
  const found = findNull(selection, parent, missing);
  if (found !== null) return found;
  const first = selection.fields.find(({ needs }) => (needs & missing) !== 0);
  return first === undefined ? [] : [first.responseKey];
}

const EVERYTHING: Needs = -1;

function findNull({ fields }: Selection, parent: unknown, missing: Needs): ResponsePath | null {
  for (const field of fields) {
    if (missing !== EVERYTHING && (field.needs & missing) === 0) continue;
    const found = findNullIn(field, field.value(parent), missing);
    if (found !== null) return [field.responseKey, ...found];
  }
  return null;
}

function findNullIn({ below }: SelectedField, value: unknown, missing: Needs): ResponsePath | null {
  if (value === null || value === undefined) return [];
  if (below === null) return null;
  if (!Array.isArray(value)) return findNull(below, value, missing);
  for (const [position, item] of value.entries()) {
    const found = findNull(below, item, missing);
    if (found !== null) return [position, ...found];
  }
  return null;
}
