/** A table of the warehouse, each part as it is spelled there, without quotes. */
export interface RelationName {
  /** Null where the catalogue names none. */
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
}

/** A relation, or one sentence that says what is wrong with the text and what to type. */
export type ReadRelation =
  | { readonly relation: RelationName; readonly problem: null }
  | { readonly relation: null; readonly problem: string };

interface Part {
  readonly text: string;
  readonly quote: string | null;
}

/** No warehouse allows longer names than BigQuery. */
const MAX_NAME_LENGTH = 1_024;

/** Three names with their quotes, dots and blanks. */
export const MAX_RELATION_LENGTH = 3_200;

const CLOSING_QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['`', '`'],
  ['[', ']'],
]);

const FORM = 'database.schema.name, or schema.name';

/**
 * What a person types or pastes: `a.b.c`, `"A"."b.c"."d"`, `` `p`.`d`.`t` ``, `` `p.d.t` ``, `[a].[b].[c]`, or the last two parts of
 * these. Blanks around parts and a semicolon at the end are left out; a quote inside quotes is doubled.
 */
export function readRelation(typed: string): ReadRelation {
  const text = typed.trim().replace(/\s*;+$/, '');
  if (text === '') return refuse(`Type the relation of a table: ${FORM}.`);
  if (text.length > MAX_RELATION_LENGTH) {
    const length = text.length.toLocaleString('en');
    return refuse(
      `The text has ${length} characters, which no warehouse's names have. Paste one relation: ${FORM}.`,
    );
  }
  const read = splitParts(text);
  return typeof read === 'string' ? refuse(read) : fromParts(splitWhole(read));
}

/** The relation as `readRelation` reads it, with double quotes only around the parts that need them. */
export function writeRelation({ database, schema, name }: RelationName): string {
  return [...(database === null ? [] : [database]), schema, name].map(quoteIfNeeded).join('.');
}

export function isSameRelation(one: RelationName, other: RelationName): boolean {
  return one.database === other.database && one.schema === other.schema && one.name === other.name;
}

function refuse(problem: string): ReadRelation {
  return { relation: null, problem };
}

function fromParts(parts: readonly Part[]): ReadRelation {
  const [first, second, third] = parts;
  if (first === undefined || second === undefined) return refuse(describeSinglePart(first));
  if (parts.length > 3) {
    return refuse(
      `The text has ${parts.length} parts, a relation has two or three: ${FORM}. Put a part that has a dot in its name in quotes: "a.b".`,
    );
  }
  for (const [index, part] of parts.entries()) {
    const problem = describeProblem(part, index, parts.length);
    if (problem !== null) return refuse(problem);
  }
  const relation =
    third === undefined
      ? { database: null, schema: first.text, name: second.text }
      : { database: first.text, schema: second.text, name: third.text };
  return { relation, problem: null };
}

function describeSinglePart(part: Part | undefined): string {
  if (part === undefined || part.text === '') return `Type the relation of a table: ${FORM}.`;
  if (part.quote !== null && part.text.includes('.')) {
    return `The quotes around ${shorten(part.text)} make one name of it. Leave them out, or put each part in quotes of its own: "schema"."name".`;
  }
  return `${shorten(part.text)} is the name of a table alone. Put its schema before it: schema.${shorten(part.text)}.`;
}

function describeProblem(part: Part, index: number, count: number): string | null {
  const level = ['database', 'schema', 'name'][index + 3 - count] ?? 'part';
  if (part.text.trim() === '') return `The ${level} is empty. Type ${FORM}.`;
  if (part.text.length > MAX_NAME_LENGTH) {
    const length = part.text.length.toLocaleString('en');
    return `The ${level} has ${length} characters, which no warehouse allows. Paste one relation: ${FORM}.`;
  }
  if (part.quote === null && /\s/.test(part.text)) {
    return `The ${level} ${shorten(part.text)} has a blank in it. If the blank belongs to the name, put the ${level} in double quotes; else leave out what is no part of the relation.`;
  }
  return null;
}

/** The parts of the text; a sentence where a quote is not closed, or letters follow a closed one. */
function splitParts(text: string): readonly Part[] | string {
  const parts: Part[] = [];
  let position = 0;
  for (;;) {
    position += countBlanks(text, position);
    const quote = text.charAt(position);
    const closing = CLOSING_QUOTES.get(quote);
    let end: number;
    if (closing === undefined) {
      const dot = text.indexOf('.', position);
      end = dot === -1 ? text.length : dot;
      parts.push({ text: text.slice(position, end).trim(), quote: null });
    } else {
      const read = readQuoted(text, position + 1, closing);
      if (read === null)
        return `The quote ${quote} before ${shorten(text.slice(position + 1))} is never closed.`;
      parts.push({ text: read.text, quote });
      end = read.end + countBlanks(text, read.end);
    }
    if (end >= text.length) return parts;
    if (text.charAt(end) !== '.') {
      return `After the quoted part ${shorten(parts.at(-1)?.text ?? '')} comes a dot or the end, not ${shorten(text.slice(end))}.`;
    }
    position = end + 1;
  }
}

/** BigQuery's one pair of backticks around a whole path: neither dots nor backticks can stand in its names. */
function splitWhole(parts: readonly Part[]): readonly Part[] {
  const [only] = parts;
  if (only === undefined || parts.length > 1 || only.quote !== '`') return parts;
  return only.text.split('.').map((text) => ({ text, quote: '`' }));
}

function readQuoted(text: string, start: number, closing: string): { text: string; end: number } | null {
  let content = '';
  let position = start;
  for (;;) {
    const end = text.indexOf(closing, position);
    if (end === -1) return null;
    content += text.slice(position, end);
    if (text.charAt(end + 1) !== closing) return { text: content, end: end + 1 };
    content += closing;
    position = end + 2;
  }
}

function countBlanks(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charAt(end).trim() === '') end += 1;
  return end - start;
}

function quoteIfNeeded(part: string): string {
  return /^[^\s."`[\];]+$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`;
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
