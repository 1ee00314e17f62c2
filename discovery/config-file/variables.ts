import type { Place } from './yaml-source.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Puts variables in for `${NAME}` in every text of a value; `$${` stands for `${` itself. `missing` is told of each that
 * is not set, or is empty.
 */
export function putIn<T>(value: T, variables: Variables, missing: (place: Place, name: string) => void): T {
  // Texts stay texts and everything else stays as it is, so that the type is the same.
  return visit(value, []) as T;

  function visit(part: unknown, place: Place): unknown {
    if (typeof part === 'string') return replace(part, place);
    if (Array.isArray(part)) return part.map((item, index) => visit(item, [...place, index]));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, visit(item, [...place, key])]));
  }

  function replace(text: string, place: Place): string {
    return text.replace(/\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, escaped, name) => {
      if (escaped !== undefined) return '${';
      const found = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (found === undefined || found === '') {
        missing(place, name);
        return whole;
      }
      return found;
    });
  }
}
