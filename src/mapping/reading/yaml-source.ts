import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLError,
} from 'yaml';
import { MappingError } from '../mapping-error.ts';

/** A way into a file: keys and positions in lists. */
export type Place = readonly PropertyKey[];

export interface YamlSource {
  /** Every scalar is the text that is written: `834` needs no quotes. */
  readonly value: unknown;
  /** The line of a place, or of what comes closest; with a line of a text that stands there, the line of that. */
  lineOf(place: Place, textLine?: number): number;
}

/** Aliases in all, as written out: a few lines could stand for a text that fills memory. */
const MAX_ALIASES = 100;

/** YAML, of which JSON is a part. Throws a MappingError. */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'failsafe',
    stringKeys: true,
  });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  if (document.errors.length > 0) {
    throw new MappingError(
      document.errors.map((error) => ({ line: lineAt(error.pos[0]), message: wordError(error) })),
    );
  }
  try {
    return {
      value: document.toJS({ maxAliasCount: MAX_ALIASES }),
      lineOf(place, textLine) {
        const found = find(place);
        return textLine === undefined ? found.line : lineWithin(found, textLine);
      },
    };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new MappingError([
      {
        line: 1,
        message: `Its aliases cannot be used: ${withStop(error.message)} Write out what \`*\` stands for.`,
      },
    ]);
  }

  function find(place: Place): { node: ParsedNode | null; line: number } {
    let node: ParsedNode | null = document.contents;
    let line = node === null ? 1 : lineAt(node.range[0]);
    for (const part of place) {
      const known: unknown = isAlias(node) ? node.resolve(document) : node;
      if (isMap<ParsedNode, ParsedNode | null>(known)) {
        const pair = known.items.find(({ key }) => isScalar(key) && key.value === part);
        if (pair === undefined) break;
        line = lineAt(pair.key.range[0]);
        node = pair.value;
      } else if (isSeq<ParsedNode>(known)) {
        const item: ParsedNode | undefined = known.items[Number(part)];
        if (item === undefined) break;
        line = lineAt(item.range[0]);
        node = item;
      } else break;
    }
    return { node, line };
  }

  function lineWithin({ node, line }: { node: ParsedNode | null; line: number }, textLine: number): number {
    if (!isScalar(node) || !isBlock(node) || !node.range) return line;
    // A text that ends too early is at fault behind its last line.
    return Math.min(lineAt(node.range[0]) + textLine, lines.lineStarts.length);
  }
}

/** A text that stands below its key, line by line as it is. */
function isBlock({ type }: Scalar): boolean {
  return type === 'BLOCK_LITERAL';
}

function wordError({ code, message }: YAMLError): string {
  if (code === 'DUPLICATE_KEY') return 'This key stands there twice. Keep one of the two.';
  if (code === 'MULTIPLE_DOCS') return 'A second document begins here. Keep one, without `---` between.';
  const remedy =
    code === 'TAB_AS_INDENT'
      ? 'Indent with blanks.'
      : "Look at the indentation there and in the line before, and put a text that has a colon in it into quotes: `'name(format: PLAIN)'`.";
  return `This is no YAML: ${withStop(message)} ${remedy}`;
}

function withStop(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
