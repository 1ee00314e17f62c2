import { z } from 'zod';

/**
 * An answer of dbt can be wrong in two ways. Damage is what must not be missing and is: a promised list, a row's id. It makes the whole
 * answer worthless, since what is left would read as absence. An odd value is one of another kind than dbt's schema says, a list in the
 * place of a text: it costs the one fact that it stands for, and no other.
 *
 * So every shape is built twice. The exact one reads almost every answer. Where it complains, the lenient one reads again and takes odd
 * values for nothing: if it complains too, there is damage; else the complaints of the exact one are the odd values, each with its path.
 */
export interface Reading {
  /** One fact: null where the value is null or missing, or `convert` gives undefined because it is odd. */
  fact<Fact>(convert: (value: unknown) => Fact | undefined): z.ZodType<Fact | null>;
  /** A part that `repair` frees from odd values before the lenient reading looks at it. */
  repaired<Part>(repair: (value: unknown) => unknown, schema: z.ZodType<Part>): z.ZodType<Part>;
}

export interface Shape<Answer> {
  readonly exact: z.ZodType<Answer>;
  /** Built when it is needed, which is seldom. */
  readonly lenient: () => z.ZodType<Answer>;
}

type Path = readonly PropertyKey[];

type ReadAnswer<Answer> =
  | { readonly ok: true; readonly value: Answer; readonly odd: readonly OddValue[] }
  | { readonly ok: false; readonly damagedAt: Path };

/** An odd value, by where it stood; never the value itself. */
export interface OddValue {
  /** Of the row of a list that the value belongs to; null where it belongs to none. */
  readonly uniqueId: string | null;
  /** From the row on, or from the beginning of the answer. */
  readonly path: string;
  /** The path without positions: the same for all values that are odd in the same way. */
  readonly kind: string;
}

export function createShape<Answer>(build: (reading: Reading) => z.ZodType<Answer>): Shape<Answer> {
  let lenient: z.ZodType<Answer> | undefined;
  return {
    exact: build(createReading(false)),
    lenient() {
      lenient ??= build(createReading(true));
      return lenient;
    },
  };
}

export function readShape<Answer>(shape: Shape<Answer>, data: unknown): ReadAnswer<Answer> {
  const exact = shape.exact.safeParse(data);
  if (exact.success) return { ok: true, value: exact.data, odd: [] };
  const lenient = shape.lenient().safeParse(data);
  if (!lenient.success) return { ok: false, damagedAt: lenient.error.issues[0]?.path ?? [] };
  const paths = exact.error.issues.map(({ path }) => path);
  return { ok: true, value: lenient.data, odd: toOddValues(data, paths) };
}

/** The first of each kind: a hundred thousand rows that are odd in the same way are one thing to tell. */
function toOddValues(data: unknown, paths: readonly Path[]): readonly OddValue[] {
  const byKind = new Map<string, OddValue>();
  for (const path of paths) {
    // A row stands at `edges`, a position, `node`.
    const rowEnd = path.indexOf('node') + 1;
    const below = path.slice(rowEnd);
    const kind = below.filter((key) => typeof key !== 'number').join('.');
    if (byKind.has(kind)) continue;
    const row = path.slice(0, rowEnd).reduce<unknown>(valueAt, data);
    const uniqueId = rowEnd === 0 ? null : valueAt(row, 'uniqueId');
    byKind.set(kind, {
      uniqueId: typeof uniqueId === 'string' ? uniqueId : null,
      path: below.join('.'),
      kind,
    });
  }
  return [...byKind.values()];
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function createReading(isLenient: boolean): Reading {
  return {
    fact: <Fact>(convert: (value: unknown) => Fact | undefined) =>
      z.transform((value, context): Fact | null => {
        if (value === null || value === undefined) return null;
        const fact = convert(value);
        if (fact !== undefined) return fact;
        if (!isLenient) context.addIssue('odd');
        return null;
      }),
    repaired: <Part>(repair: (value: unknown) => unknown, schema: z.ZodType<Part>): z.ZodType<Part> =>
      isLenient ? z.preprocess(repair, schema) : schema,
  };
}
