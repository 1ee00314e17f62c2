import { z } from 'zod';

/** Reads environment variables by their schemas; what is wrong with any of them is collected. */
export interface Reader {
  isSet(name: string): boolean;
  /** The fallback also stands in for a value that is wrong, so that the rest can be checked. */
  read<Output, Fallback>(
    name: string,
    schema: z.ZodType<Output, string>,
    fallback: Fallback,
  ): Output | Fallback;
  problem(text: string): void;
}

export function createReader(env: Readonly<Record<string, string | undefined>>, problems: string[]): Reader {
  const text = (name: string) => env[name]?.trim() ?? '';
  return {
    isSet: (name) => text(name) !== '',
    read(name, schema, fallback) {
      if (text(name) === '') return fallback;
      const parsed = schema.safeParse(text(name));
      if (parsed.success) return parsed.data;
      problems.push(...parsed.error.issues.map((issue) => `${name} ${issue.message}.`));
      return fallback;
    },
    problem: (problem) => problems.push(problem),
  };
}

/** A schema from a function that answers null for a value it cannot use. */
export function parsedBy<Output>(parse: (text: string) => Output | null, message: string) {
  return z.string().transform((text, context): Output => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** A whole number between the two, both included. */
export function integer(min: number, max: number) {
  return parsedBy((text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : null;
  }, `must be a whole number from ${min} to ${max}`);
}

export const trueOrFalse = parsedBy(
  (text) => (text === 'true' ? true : text === 'false' ? false : null),
  'must be true or false',
);

export function toUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
