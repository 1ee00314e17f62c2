import { type FieldPath, pathText } from '../mapping/field-path.ts';
import type { PathTypes } from '../mapping/path-types.ts';
import { ReferenceProblem } from './reference-problem.ts';
import { getterOf } from './spelling.ts';

/** Names in warehouses are far shorter; longer ones are a mistake, or an attempt to fill a cache. */
const MAX_NAME_LENGTH = 1024;

/** Reads one text of a reference; null where the owner's graph has none. */
export type ReadName = (
  fields: Readonly<Record<string, unknown>>,
  label: string,
) => string | null | ReferenceProblem;

export interface NameRules {
  /** What is left out is read as null. */
  readonly isOptional?: boolean;
  readonly mayBeEmpty?: boolean;
  /** Of a text that holds more than one name: whoever takes it apart judges its length. */
  readonly mayBeLong?: boolean;
}

/** Reads the texts of one type's references. */
export type NameReaders = (path: FieldPath, rules?: NameRules) => ReadName;

export function createNameReaders(typeName: string, typesOf: PathTypes): NameReaders {
  return (path, { isOptional = false, mayBeEmpty = false, mayBeLong = false } = {}) => {
    const read = getterOf(path);
    const text = pathText(path);
    // An id, or a scalar of the owner's own, may come as a number.
    const mayBeNumber = typesOf(typeName, path).typeName !== 'String';
    return (fields, label) => {
      const value = read(fields);
      if (value === null || (value === undefined && isOptional)) return null;
      const name = typeof value === 'number' && mayBeNumber ? String(value) : value;
      return checkName(name, `${label}.${text}`, { mayBeEmpty, mayBeLong });
    };
  };
}

function checkName(
  name: unknown,
  path: string,
  { mayBeEmpty, mayBeLong }: NameRules,
): string | ReferenceProblem {
  if (typeof name !== 'string') return needsText(path);
  if (name === '' && mayBeEmpty !== true)
    return new ReferenceProblem(`\`${path}\` of the reference is empty.`);
  if (name.length > MAX_NAME_LENGTH && mayBeLong !== true) {
    return new ReferenceProblem(`\`${path}\` of the reference is longer than ${MAX_NAME_LENGTH} characters.`);
  }
  return name;
}

export function needsText(path: string): ReferenceProblem {
  return new ReferenceProblem(`The reference needs a text as \`${path}\`.`);
}

export function toFields(value: unknown, path: string): Readonly<Record<string, unknown>> | ReferenceProblem {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return new ReferenceProblem(`The reference lacks \`${path}\`: an object with its key fields is expected.`);
}
