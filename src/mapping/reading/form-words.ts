import type { z } from 'zod';
import {
  columnForm,
  environmentsForm,
  exampleForm,
  mappingFile,
  relationPathsForm,
  relationPatternForm,
  tableForm,
} from '../mapping-file.ts';
import { suggest } from '../suggest.ts';
import type { Place } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;
type Keys = Readonly<Record<string, { readonly description?: string | undefined }>>;

export interface FormProblem {
  readonly place: Place;
  readonly message: string;
  /** A key that no form has: what stands beside it can be read all the same. */
  readonly unknownKey: boolean;
}

/** What zod found, in words that say what to write. */
export function wordIssue(issue: Issue, file: unknown): readonly FormProblem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const { called, keys } = formAt(path, file);
    return issue.keys.map((key) => ({
      place: [...path, key],
      message: `\`${key}\` is no key of ${called}. ${suggest(key, Object.keys(keys))}`,
      unknownKey: true,
    }));
  }
  if (issue.code === 'invalid_union') {
    const chosen = issue.errors[isPattern(valueAt(file, path)) ? 1 : 0] ?? [];
    return chosen.flatMap((inner) => wordIssue({ ...inner, path: [...path, ...inner.path] }, file));
  }
  return [{ place: path, message: wordFault(issue, file), unknownKey: false }];
}

function wordFault(issue: Issue, file: unknown): string {
  const place = label(issue.path);
  const description = describe(issue.path, file);
  if (issue.code === 'invalid_type') {
    if (valueAt(file, issue.path) === undefined) return `${place} is missing. ${description}`;
    if (issue.path.length === 0) return 'A mapping begins with `tables:`, and this file has no such keys.';
    return `${place} must be ${KINDS[issue.expected] ?? issue.expected}. ${description}`;
  }
  if (issue.code === 'too_small') return `${place} is empty. ${description}`;
  if (issue.code === 'invalid_format') return `${place} ${issue.message}. ${description}`;
  return `${place}: ${issue.message}. ${description}`;
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list, each entry after a `-`',
  object: 'keys with values, one a line: `key: value`',
  record: 'keys with values, one a line: `key: value`',
  string: 'one text',
};

/** `relation.schema` of whichever table: the line says of which. */
function label(path: Place): string {
  if (path.length === 0) return 'The file';
  const lastNumber = path.findLastIndex((part) => typeof part === 'number');
  if (lastNumber === path.length - 1) return `An entry of \`${String(path.slice(0, -1).findLast(isName))}\``;
  return `\`${path.slice(lastNumber + 1).join('.')}\``;
}

function isName(part: PropertyKey): boolean {
  return typeof part === 'string';
}

/** What the form says of the key, or else of what is around it. */
function describe(path: Place, file: unknown): string {
  if (path.length === 0) return '';
  const around = path.slice(0, -1);
  return formAt(around, file).keys[String(path.at(-1))]?.description ?? describe(around, file);
}

/** The form whose keys stand at a place. */
function formAt(path: Place, file: unknown): { readonly called: string; readonly keys: Keys } {
  const way = path.map((part) => (typeof part === 'number' ? '*' : String(part))).join('.');
  if (way === 'tables.*.relation') {
    return isPattern(valueAt(file, path))
      ? { called: 'a `relation` with a pattern', keys: relationPatternForm.shape }
      : { called: 'a `relation` of paths', keys: relationPathsForm.shape };
  }
  return FORMS[way] ?? { called: label(path), keys: {} };
}

const FORMS: Readonly<Record<string, { readonly called: string; readonly keys: Keys }>> = {
  '': { called: 'a mapping', keys: mappingFile.shape },
  'tables.*': { called: 'a table', keys: tableForm.shape },
  'tables.*.relation.examples.*': { called: 'an example', keys: exampleForm.shape },
  'tables.*.environments': { called: '`environments`', keys: environmentsForm.shape },
  'columns.*': { called: 'a column', keys: columnForm.shape },
};

/** Whether a relation is meant as one text with a pattern, however much of it is there. */
function isPattern(relation: unknown): boolean {
  return isRecord(relation) && ['from', 'pattern', 'examples'].some((key) => key in relation);
}

function valueAt(value: unknown, path: Place): unknown {
  return path.reduce<unknown>((at, part) => (isRecord(at) ? at[String(part)] : undefined), value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
