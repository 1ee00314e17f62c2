import { type GraphQLLeafType, type GraphQLOutputType, isLeafType, isListType, isNonNullType } from 'graphql';

/** A field's type, taken apart once: how its value is written. */
export type Shape = LeafShape | ListShape | ObjectShape;

interface LeafShape {
  readonly kind: 'leaf';
  readonly type: GraphQLLeafType;
  readonly isNullable: boolean;
}

interface ListShape {
  readonly kind: 'list';
  readonly item: Shape;
  readonly isNullable: boolean;
}

interface ObjectShape {
  readonly kind: 'object';
  readonly isNullable: boolean;
}

export function toShape(type: GraphQLOutputType): Shape {
  const isNullable = !isNonNullType(type);
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return { kind: 'list', item: toShape(inner.ofType), isNullable };
  return isLeafType(inner) ? { kind: 'leaf', type: inner, isNullable } : { kind: 'object', isNullable };
}
