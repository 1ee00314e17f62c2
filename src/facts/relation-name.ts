/** One part of a rendered relation name. */
export interface RelationSegment {
  readonly text: string;
  readonly quoted: boolean;
}

const CLOSING_QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['`', '`'],
  ['[', ']'],
]);

/**
 * The parts of a relation as dbt renders it: `"a"."b"."c"`, `a.b.c`, `[a].[b]`, and BigQuery's single pair of backticks around all of it.
 * A doubled closing quote stands for itself. Empty for what cannot be read.
 */
export function parseRelationName(relationName: string): readonly RelationSegment[] {
  const text = relationName.trim();
  const segments: RelationSegment[] = [];
  let position = 0;
  while (position < text.length) {
    const closing = CLOSING_QUOTES.get(text.charAt(position));
    const read = closing === undefined ? readPlain(text, position) : readQuoted(text, position + 1, closing);
    if (read === null) return [];
    segments.push({ text: read.text, quoted: closing !== undefined });
    if (read.end === text.length) return splitWhole(text, segments);
    if (text.charAt(read.end) !== '.') return [];
    position = read.end + 1;
  }
  return [];
}

/** A name without the one pair of quotes around it, doubled quotes inside made single; any other name as it is. */
export function stripQuotes(name: string): string {
  const trimmed = name.trim();
  const closing = CLOSING_QUOTES.get(trimmed.charAt(0));
  if (closing === undefined) return name;
  const read = readQuoted(trimmed, 1, closing);
  return read !== null && read.end === trimmed.length ? read.text : name;
}

/**
 * The parts of a path as somebody typed it, split on dots outside quotes, blanks and quotes around each part gone. Unlike dbt's own
 * rendering it may hold anything: quotes that are never closed are read as letters.
 */
export function splitTypedPath(path: string): readonly RelationSegment[] {
  const segments: RelationSegment[] = [];
  let position = 0;
  while (position <= path.length) {
    const start = position + countBlanks(path, position);
    const closing = CLOSING_QUOTES.get(path.charAt(start));
    const quoted = closing === undefined ? null : readQuoted(path, start + 1, closing);
    const end = quoted === null ? -1 : quoted.end + countBlanks(path, quoted.end);
    if (quoted !== null && (end === path.length || path.charAt(end) === '.')) {
      segments.push({ text: quoted.text, quoted: true });
      position = end + 1;
    } else {
      const plain = readPlain(path, position);
      segments.push({ text: plain.text.trim(), quoted: false });
      position = plain.end + 1;
    }
  }
  return segments;
}

function countBlanks(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charAt(end).trim() === '') end += 1;
  return end - start;
}

function readPlain(text: string, start: number): { text: string; end: number } {
  const dot = text.indexOf('.', start);
  const end = dot === -1 ? text.length : dot;
  return { text: text.slice(start, end), end };
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

/** Backticks cannot stand inside a BigQuery name and neither can dots, so one pair around dots holds a whole path. */
function splitWhole(text: string, segments: readonly RelationSegment[]): readonly RelationSegment[] {
  const [only] = segments;
  if (segments.length !== 1 || only === undefined || !text.startsWith('`')) return segments;
  return only.text.split('.').map((part) => ({ text: part, quoted: true }));
}
