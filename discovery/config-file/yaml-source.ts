import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import { ConfigFileError } from './fault.ts';

export type Place = readonly PropertyKey[];

export interface YamlSource {
  readonly value: unknown;
  /** The line of a place, or of what comes closest. */
  lineOf(place: Place): number;
}

/** Aliases in all, as written out: a few lines could stand for a text that fills memory. */
const MAX_ALIASES = 100;

/** YAML, of which JSON is a part. Throws a ConfigFileError. */
export function readYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  if (document.errors.length > 0) {
    throw new ConfigFileError(
      file,
      telling(document.errors).map((error) => ({ line: lineAt(error.pos[0]), message: wordError(error) })),
    );
  }
  return { value: toValue(), lineOf };

  function toValue(): unknown {
    try {
      return document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      const message = `its aliases cannot be used (${error.message}): write out what \`*\` stands for`;
      throw new ConfigFileError(file, [{ line: 1, message }]);
    }
  }

  function lineOf(place: Place): number {
    let node: Node | null = document.contents;
    let line = node?.range ? lineAt(node.range[0]) : 1;
    for (const part of place) {
      if (isMap<Node, Node | null>(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
        if (pair === undefined) break;
        if (pair.key.range) line = lineAt(pair.key.range[0]);
        node = pair.value;
      } else if (isSeq<Node>(node)) {
        const item: Node | undefined = node.items[Number(part)];
        if (item === undefined) break;
        if (item.range) line = lineAt(item.range[0]);
        node = item;
      } else break;
    }
    return line;
  }
}

/** A key that stands twice is a fault of its own; of all others the first one tells, and the rest follows from it. */
function telling(errors: readonly YAMLError[]): readonly YAMLError[] {
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return errors.filter((error) => error.code === 'DUPLICATE_KEY' || error === first);
}

function wordError({ code, message }: YAMLError): string {
  if (code === 'DUPLICATE_KEY') return 'this key stands there twice: keep one of the two';
  if (code === 'TAB_AS_INDENT') return 'indent with blanks, not with tabs';
  return `this is no YAML (${message.replace(/\.$/, '')}): look at the indentation there and in the line before, and put \${NAME} into quotes where it stands between brackets`;
}
