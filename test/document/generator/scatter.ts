import { type GraphQLCompositeType, type GraphQLSchema, isAbstractType } from 'graphql';
import type { AnswerTree, SharedFragment, WantedField } from './answer-tree.ts';
import type { Draw } from './draw.ts';

/** Writes a tree as a selection set that means the same: fields twice, in parts, in fragments of all kinds, in any order. */
export interface Scatter {
  selections(tree: AnswerTree): string;
  /** Keeps `...Name` for a body; the fragment stands among the definitions from then on. */
  define(type: GraphQLCompositeType, body: string): SharedFragment;
  /** The fragments that were used. */
  definitions(): readonly string[];
}

/** A field as it is written once. */
interface Piece {
  readonly on: GraphQLCompositeType;
  readonly text: string;
}

const MOST_LEVELS_OF_FRAGMENTS = 3;

export function createScatter(draw: Draw, schema: GraphQLSchema, conditions: () => string): Scatter {
  const definitions: string[] = [];

  function define(type: GraphQLCompositeType, body: string): SharedFragment {
    const name = `F${definitions.length}`;
    definitions.push(`fragment ${name} on ${type} {\n${body}\n}`);
    return { spread: `...${name}` };
  }

  function selections(tree: AnswerTree): string {
    return write(draw.shuffle(tree.fields.flatMap(writeField)), tree.type, MOST_LEVELS_OF_FRAGMENTS);
  }

  /** Once as a rule; else twice, what is below it whole or in parts that overlap. */
  function writeField({ on, text, below }: WantedField): Piece[] {
    const once = (selected: string) => ({ on, text: `${text}${conditions()}${selected}` });
    const times = draw.oneIn(5) ? 2 : 1;
    if (below === null) return Array.from({ length: times }, () => once(''));
    if ('spread' in below) {
      return Array.from({ length: times }, () => once(` { ${below.spread}${conditions()} }`));
    }
    const parts = times === 1 ? [below] : split(below);
    return parts.map((part) => once(` {\n${selections(part)}\n}`));
  }

  function split(tree: AnswerTree): AnswerTree[] {
    const part = draw.some(tree.fields, tree.fields.length);
    const rest = tree.fields.filter((field) => !part.includes(field));
    const overlap = draw.some(tree.fields, 2);
    return [
      { ...tree, fields: part },
      { ...tree, fields: [...new Set([...rest, ...overlap])] },
    ];
  }

  /** Pieces in runs, each as it is or in a fragment; on a union, each member's in a fragment on the member. */
  function write(pieces: readonly Piece[], scope: GraphQLCompositeType, levels: number): string {
    const written: string[] = [];
    let next = 0;
    while (next < pieces.length) {
      const run = pieces.slice(next, next + 1 + draw.upTo(pieces.length - next - 1));
      next += run.length;
      written.push(levels > 0 && draw.oneIn(3) ? writeWrapped(run, scope, levels) : writePlain(run, scope));
    }
    return written.join('\n');
  }

  function writePlain(run: readonly Piece[], scope: GraphQLCompositeType): string {
    const written: string[] = [];
    let next = 0;
    while (next < run.length) {
      const { on } = run[next] as Piece;
      const ends = run.findIndex((piece, position) => position > next && piece.on !== on);
      const same = run.slice(next, ends === -1 ? run.length : ends).map(({ text }) => text);
      next += same.length;
      written.push(...(on === scope ? same : [`... on ${on}${conditions()} {\n${same.join('\n')}\n}`]));
    }
    return written.join('\n');
  }

  function writeWrapped(run: readonly Piece[], scope: GraphQLCompositeType, levels: number): string {
    const on = draw.pick(typesFor(run, scope));
    const body = write(run, on, levels - 1);
    const way = draw.pick(
      on === scope ? (['named', 'no type', 'inline'] as const) : (['named', 'inline'] as const),
    );
    if (way === 'no type') return `...${conditions()} {\n${body}\n}`;
    if (way === 'inline') return `... on ${on}${conditions()} {\n${body}\n}`;
    const { spread } = define(on, body);
    const times = draw.oneIn(4) ? 2 : 1;
    return Array.from({ length: times }, () => `${spread}${conditions()}`).join('\n');
  }

  /** Types that a fragment around the run may name: the scope, what all of the run stands on, a union that holds the scope. */
  function typesFor(run: readonly Piece[], scope: GraphQLCompositeType): GraphQLCompositeType[] {
    const members = new Set(run.map(({ on }) => on));
    const unions = Object.values(schema.getTypeMap()).filter(
      (type) => isAbstractType(type) && !isAbstractType(scope) && schema.isSubType(type, scope),
    );
    return [
      ...new Set([scope, ...(members.size === 1 ? members : [])]),
      ...(unions as GraphQLCompositeType[]),
    ];
  }

  return { selections, define, definitions: () => definitions };
}
