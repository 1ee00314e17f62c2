import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Arguments } from './arguments.ts';
import type { Draw } from './draw.ts';

/** What a request wants in its answer, before the wish is scattered over fields, fragments and directives: a response key stands once. */
export interface AnswerTree {
  readonly type: GraphQLCompositeType;
  readonly fields: readonly WantedField[];
}

export interface WantedField {
  /** The type that the field stands on: the tree's own, or a member of its union. */
  readonly on: GraphQLCompositeType;
  /** `key: name(arguments)`. */
  readonly text: string;
  readonly key: string;
  /** Null of a leaf. */
  readonly below: AnswerTree | SharedFragment | null;
}

/** A selection that stands in several places of a document under one name. */
export interface SharedFragment {
  readonly spread: string;
}

export interface TreeOptions {
  readonly draw: Draw;
  readonly schema: GraphQLSchema;
  readonly args: Arguments;
  /** The fragment over all of a tree of the type, the same one whenever the type is given. Null where that fragment would stand in itself. */
  shared(type: GraphQLCompositeType, level: number): SharedFragment | null;
}

/** Beyond this many fields a document only gets leaves. */
const MOST_FIELDS = 60;
const MOST_LEVELS = 9;

export type TreePlanner = ReturnType<typeof createTreePlanner>;

export function createTreePlanner({ draw, schema, args, shared }: TreeOptions) {
  let planned = 0;

  /** Wants some fields of a type: of a union, those that all members have and some of each member that was drawn. */
  function planTree(type: GraphQLCompositeType, level: number): AnswerTree {
    if (isObjectType(type)) return { type, fields: planFields(type, level, new Map()) };
    const common = new Map<string, string>();
    const own = isUnionType(type) ? [] : planFields(type, level, common);
    if (isUnionType(type) && draw.oneIn(2)) own.push(typename(type, common));
    const members = draw.some(schema.getPossibleTypes(type), 2);
    return {
      type,
      fields: [...own, ...members.flatMap((member) => planFields(member, level, new Map(common)))],
    };
  }

  function planFields(
    type: Exclude<GraphQLCompositeType, { getTypes(): unknown }>,
    level: number,
    texts: Map<string, string>,
  ): WantedField[] {
    const known = Object.values(type.getFields());
    const leaves = known.filter(isLeafField);
    const mayNest = level < MOST_LEVELS && planned < MOST_FIELDS;
    const wanted = draw
      .some(mayNest || leaves.length === 0 ? known : leaves, level <= 2 ? 8 : 5)
      .flatMap((field) => planField(type, field, level, texts) ?? []);
    // The same field once more, under another key and with other arguments.
    const again = draw.oneIn(4)
      ? planField(type, draw.pick(leaves.length === 0 ? known : leaves), level, texts)
      : null;
    if (again !== null) wanted.push(again);
    if (wanted.length === 0 || draw.oneIn(5)) wanted.push(typename(type, texts));
    return wanted;
  }

  /** Null where another field of the tree has taken the key. */
  function planField(
    type: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
    level: number,
    texts: Map<string, string>,
  ): WantedField | null {
    const drawn = drawKey(draw, field.name, type);
    const key = texts.has(drawn) ? `${field.name}Again` : drawn;
    if (texts.has(key)) return null;
    planned += 1;
    const text = `${key === field.name ? '' : `${key}: `}${field.name}${args.ofField(field.args)}`;
    texts.set(key, text);
    const below = getNamedType(field.type);
    return { on: type, key, text, below: isCompositeType(below) ? planBelow(below, level + 1) : null };
  }

  function planBelow(type: GraphQLCompositeType, level: number): AnswerTree | SharedFragment {
    return (draw.oneIn(5) ? shared(type, level) : null) ?? planTree(type, level);
  }

  /** `__typename` under a key that is free, or stands for `__typename` already. */
  function typename(type: GraphQLCompositeType, texts: Map<string, string>): WantedField {
    const drawn = draw.oneIn(2) ? drawKey(draw, '__typename', type) : '__typename';
    const text = `${drawn === '__typename' ? '' : `${drawn}: `}__typename`;
    const isFree = !texts.has(drawn) || texts.get(drawn) === text;
    const [key, written] = isFree ? [drawn, text] : ['__typename', '__typename'];
    texts.set(key, written);
    return { on: type, key, text: written, below: null };
  }

  return { planTree, planField, typename };
}

/** The field's own name, one derived of it, that of a neighbour, or one with a meaning to JavaScript. */
function drawKey(draw: Draw, name: string, type: GraphQLCompositeType): string {
  const neighbours = isUnionType(type) ? [] : Object.keys(type.getFields());
  const way = draw.upTo(15);
  if (way < 10 || name.startsWith('_')) return way < 10 ? name : draw.pick(['kind', 'typename', ...ODD_KEYS]);
  if (way < 14) return `${name}Again`;
  return draw.pick(way === 14 ? neighbours : ODD_KEYS);
}

const ODD_KEYS = ['constructor', 'toString', 'toJSON', 'then', '__proto__'];

function isLeafField(field: GraphQLField<unknown, unknown>): boolean {
  return !isCompositeType(getNamedType(field.type));
}
