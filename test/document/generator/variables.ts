import { type GraphQLInputType, isNonNullType } from 'graphql';
import type { Draw } from './draw.ts';
import { toLiteral } from './literals.ts';

/** The variables of one operation: declared by their use, so that none is unused. */
export interface Variables {
  /** `$name` for a place of this type: a new variable, or one that stands in another place of the type. */
  use(type: GraphQLInputType, drawValue: (type: GraphQLInputType) => unknown): string;
  /** `($first: Int = 1, …)`, or nothing. */
  declarations(): string;
  /** What is sent; a variable that is left out has no entry. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Other values, which may be sent with the same declarations. */
  drawOthers(): Record<string, unknown>;
}

export function createVariables(draw: Draw): Variables {
  const declared: string[] = [];
  const values: Record<string, unknown> = {};
  const namesByType = new Map<string, string[]>();
  const redraws: (readonly [name: string, redraw: () => unknown])[] = [];
  return {
    values,
    drawOthers: () =>
      Object.fromEntries(
        redraws.map(([name, redraw]) => [name, redraw()]).filter(([, value]) => value !== undefined),
      ),
    declarations: () => (declared.length === 0 ? '' : `(${declared.join(', ')})`),
    use(type, drawValue) {
      const names = namesByType.get(String(type)) ?? [];
      if (names.length > 0 && draw.oneIn(3)) return `$${draw.pick(names)}`;
      const name = `v${declared.length}`;
      namesByType.set(String(type), [...names, name]);
      const { declaration, sent, isRequired } = declare(draw, type, drawValue);
      declared.push(`$${name}: ${declaration}`);
      if (sent !== undefined) values[name] = sent;
      redraws.push([name, () => (!isRequired && draw.oneIn(4) ? undefined : drawValue(type))]);
      return `$${name}`;
    },
  };
}

interface Declared {
  readonly declaration: string;
  /** Undefined where the variable is left out. */
  readonly sent: unknown;
  /** Whether it has to be sent. */
  readonly isRequired: boolean;
}

/** All ways in which a variable may stand in a place of the type and get a value that fits the place. */
function declare(
  draw: Draw,
  type: GraphQLInputType,
  drawValue: (type: GraphQLInputType) => unknown,
): Declared {
  const value = drawValue(type);
  const way = draw.pick(isNonNullType(type) ? REQUIRED_WAYS : OPTIONAL_WAYS);
  const nullable = isNonNullType(type) ? type.ofType : type;
  const withDefault = (of: GraphQLInputType) => `${of} = ${toLiteral(value, of)}`;
  switch (way) {
    case 'given':
      return { declaration: String(type), sent: value, isRequired: isNonNullType(type) };
    case 'given, with a default':
      return { declaration: withDefault(nullable), sent: drawValue(type), isRequired: false };
    case 'left out, with a default':
      return { declaration: withDefault(nullable), sent: undefined, isRequired: false };
    case 'left out, required, with a default':
      return { declaration: withDefault(type), sent: undefined, isRequired: false };
    case 'left out':
      return { declaration: String(type), sent: undefined, isRequired: false };
    case 'null':
      return { declaration: String(type), sent: null, isRequired: false };
  }
}

const REQUIRED_WAYS = [
  'given',
  'given',
  'given, with a default',
  'left out, with a default',
  'left out, required, with a default',
] as const;

const OPTIONAL_WAYS = [
  'given',
  'given, with a default',
  'left out, with a default',
  'left out',
  'null',
] as const;
