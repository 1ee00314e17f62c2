import {
  type GraphQLArgument,
  GraphQLBoolean,
  type GraphQLInputField,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLScalarType,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { Draw } from './draw.ts';
import { toLiteral } from './literals.ts';
import type { Variables } from './variables.ts';

/** Values of every type of input, as JSON for variables and as text for documents. */
export interface Arguments {
  /** `(filter: {…}, names: $v1)`, or nothing. */
  ofField(args: readonly GraphQLArgument[]): string;
  /** ` @skip(if: …) @include(if: …)`, or, mostly, nothing. */
  conditions(): string;
}

export interface ArgumentsOptions {
  readonly draw: Draw;
  readonly variables: Variables;
  /** A JSON value of a scalar. */
  drawScalar(type: GraphQLScalarType): unknown;
}

const MOST_ITEMS = 6;
const BOOLEAN = new GraphQLNonNull(GraphQLBoolean);
const STRING = new GraphQLNonNull(GraphQLString);

export function createArguments({ draw, variables, drawScalar }: ArgumentsOptions): Arguments {
  function drawValue(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return drawValue(type.ofType);
    if (isListType(type)) {
      const items = Array.from({ length: draw.upTo(MOST_ITEMS) }, () => drawValue(type.ofType));
      // A list of one may be given without its brackets.
      return items.length === 1 && draw.oneIn(3) ? items[0] : items;
    }
    if (isEnumType(type)) return draw.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = givenOf(Object.values(type.getFields()), isRequiredInputField);
      return Object.fromEntries(fields.map((field) => [field.name, drawNullable(field)]));
    }
    return drawScalar(type);
  }

  /** The text of a value, in which any part may be a variable. */
  function drawText(type: GraphQLInputType): string {
    return draw.oneIn(3) ? variables.use(type, drawValue) : drawWritten(type);
  }

  /** The text of a value that is no variable itself. */
  function drawWritten(type: GraphQLInputType): string {
    if (isNonNullType(type)) return drawWritten(type.ofType);
    if (isListType(type) && draw.oneIn(2)) {
      return `[${Array.from({ length: 1 + draw.upTo(MOST_ITEMS - 1) }, () => drawText(type.ofType)).join(', ')}]`;
    }
    if (!isInputObjectType(type)) return drawLiteral(drawValue(type), type);
    const fields = givenOf(Object.values(type.getFields()), isRequiredInputField);
    return `{${fields.map((field) => `${field.name}: ${drawNullableText(field)}`).join(', ')}}`;
  }

  /** The literal of a value; of an object without a type of its fields, such as a reference, one of its texts may be a variable. */
  function drawLiteral(value: unknown, type: GraphQLInputType): string {
    const isOpen = !isListType(type) && typeof value === 'object' && value !== null && !Array.isArray(value);
    const texts = isOpen ? Object.entries(value).filter(([, field]) => typeof field === 'string') : [];
    if (!isOpen || texts.length === 0 || !draw.oneIn(6)) return toLiteral(value, type);
    const [varied, text] = draw.pick(texts);
    const fields = Object.entries(value).map(
      ([name, field]) =>
        `${name}: ${name === varied ? variables.use(STRING, () => text) : toLiteral(field, undefined)}`,
    );
    return `{${fields.join(', ')}}`;
  }

  const isNull = ({ type }: GraphQLArgument | GraphQLInputField) => !isNonNullType(type) && draw.oneIn(8);
  const drawNullable = (place: GraphQLInputField) => (isNull(place) ? null : drawValue(place.type));
  const drawNullableText = (place: GraphQLArgument | GraphQLInputField) =>
    isNull(place) ? 'null' : drawText(place.type);

  function givenOf<Place>(places: readonly Place[], isRequired: (place: Place) => boolean): Place[] {
    return places.filter((place) => isRequired(place) || draw.oneIn(2));
  }

  function condition(directive: 'skip' | 'include'): string {
    const literal = () => (draw.oneIn(3) ? directive === 'skip' : directive === 'include');
    const value = draw.oneIn(2) ? variables.use(BOOLEAN, () => !draw.oneIn(2)) : String(literal());
    return ` @${directive}(if: ${value})`;
  }

  return {
    ofField(args) {
      const given = givenOf(args, isRequiredArgument);
      if (given.length === 0) return '';
      return `(${given.map((argument) => `${argument.name}: ${drawNullableText(argument)}`).join(', ')})`;
    },
    conditions: () =>
      draw.oneIn(8)
        ? draw
            .some(['include', 'skip'] as const, 2)
            .map(condition)
            .join('')
        : '',
  };
}
