import { type FieldPath, pathText } from '../mapping/field-path.ts';
import { DOTTED, KNOWN_PATTERNS, type PatternExample, patternOf, tryPattern } from './known-patterns.ts';
import { Refusal } from './refusal.ts';
import { plainWord } from './words.ts';

export interface ChosenPattern {
  readonly title: string;
  readonly pattern: string;
  readonly examples: readonly PatternExample[];
}

interface AskedExample {
  readonly value: string;
  /** Null where only the text is given. */
  readonly names: Omit<PatternExample, 'value'> | null;
}

const USAGE = "Write --example 'prod.warehouse.marts.customers => warehouse.marts.customers'";

/** The pattern that takes a text apart: the one that a person has written, else a known form that fits their examples, else the one that the field's name speaks of. */
export function choosePattern(
  from: FieldPath,
  asked: { readonly pattern: string | null; readonly examples: readonly string[] },
): ChosenPattern | Refusal {
  const examples: AskedExample[] = [];
  for (const text of asked.examples) {
    const example = parseExample(text);
    if (example instanceof Refusal) return example;
    examples.push(example);
  }
  if (asked.pattern !== null) return ownPattern(asked.pattern, examples);
  if (examples.length === 0) return patternOf(plainWord(from.at(-1)?.name ?? ''));
  return patternFor(from, examples);
}

function ownPattern(pattern: string, asked: readonly AskedExample[]): ChosenPattern | Refusal {
  if (asked.length === 0) return new Refusal(`--pattern needs a text that it is tried on. ${USAGE}`);
  const examples: PatternExample[] = [];
  for (const { value, names } of asked) {
    const found = attempt(pattern, value);
    if (found instanceof Refusal) return found;
    if (found === null || (names !== null && !isSame(found, { value, ...names })))
      return new Refusal(
        `--pattern ${found === null ? 'does not fit the whole of' : `finds ${namesText(found)} in`} \`${value}\`. It has to match the whole text, with the groups (?<database>…), (?<schema>…) and (?<name>…).`,
      );
    examples.push(found);
  }
  return { title: 'the pattern that you gave', pattern, examples };
}

function attempt(pattern: string, value: string): PatternExample | null | Refusal {
  try {
    return tryPattern(pattern, value);
  } catch (error) {
    return new Refusal(
      `--pattern is no regular expression (RE2): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function patternFor(from: FieldPath, asked: readonly AskedExample[]): ChosenPattern | Refusal {
  for (const known of KNOWN_PATTERNS) {
    const found = asked.map(({ value, names }) => {
      const read = tryPattern(known.pattern, value);
      return read !== null && (names === null || isSame(read, { value, ...names })) ? read : null;
    });
    if (found.every((each) => each !== null))
      return {
        ...known,
        examples: [
          ...found,
          ...known.examples.filter(({ value }) => !found.some((each) => each.value === value)),
        ],
      };
  }
  return new Refusal(
    `No known form fits every example of \`${pathText(from)}\`:`,
    ...asked.map(({ value }) => {
      const read = tryPattern(DOTTED.pattern, value);
      return `- \`${value}\`${read === null ? '' : ` would be read as ${namesText(read)}`}`;
    }),
    "Give the pattern, too: --pattern '^(?<database>[^/]+)/(?<schema>[^/]+)/(?<name>[^/]+)$'",
  );
}

/** `text => database.schema.name`, names with dots in quotes. */
function parseExample(text: string): AskedExample | Refusal {
  const at = text.lastIndexOf('=>');
  if (at === -1) return { value: text.trim(), names: null };
  const value = text.slice(0, at).trim();
  const names = tryPattern(DOTTED.pattern, text.slice(at + 2).trim());
  if (value === '' || names === null)
    return new Refusal(`--example '${text}' does not say which names are in which text. ${USAGE}`);
  const { value: _, ...rest } = names;
  return { value, names: rest };
}

function isSame(one: PatternExample, other: PatternExample): boolean {
  return one.database === other.database && one.schema === other.schema && one.name === other.name;
}

function namesText({ database, schema, name }: PatternExample): string {
  const known = database === undefined ? 'no database' : `the database \`${database}\``;
  return `${known}, the schema \`${schema}\` and the name \`${name}\``;
}
