import type { z } from 'zod';
import type { Losses, Path } from './losses.ts';

interface Issue {
  path: Path;
  message: string;
}

/** Why a value cannot be kept. */
class Gone {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * Reads what can be read. A value that does not fit is left out; where its owner cannot do without it, so is the owner.
 * Each is added to `losses`, the outermost one only. Throws the first ZodError when nothing would remain.
 */
export function salvage<T>(schema: z.ZodType<T>, value: unknown, losses: Losses): T {
  const cut = createCutter(losses);
  const whole = schema.safeParse(value);
  let rest = value;
  // Each round leaves something out, and the next one shows who missed it.
  for (let parsed = whole; ; parsed = schema.safeParse(rest)) {
    if (parsed.success) return parsed.data;
    rest = cut(rest, parsed.error.issues, []);
    if (rest instanceof Gone) throw whole.error;
  }
}

function createCutter(losses: Losses) {
  /** What stood where in an array that has lost items. */
  const positions = new WeakMap<object, number[]>();

  /** `value` without what the issues complain of. `place` leads to it. */
  function cut(value: unknown, issues: readonly Issue[], place: Path): unknown {
    const own = issues.find((issue) => issue.path.length === place.length);
    if (own !== undefined) return new Gone(own.message.replace(/^Invalid input: /, ''));
    const byKey = Map.groupBy(issues, (issue) => issue.path[place.length] as PropertyKey);
    if (Array.isArray(value)) return cutItems(value, byKey, place);
    return cutFields({ ...(value as Record<PropertyKey, unknown>) }, byKey, place);
  }

  function cutItems(items: unknown[], byKey: Map<PropertyKey, Issue[]>, place: Path): unknown[] {
    const kept: unknown[] = [];
    const keptPositions: number[] = [];
    for (const [index, item] of items.entries()) {
      const position = positions.get(items)?.[index] ?? index;
      const there = [...place, position];
      const inner = byKey.get(index);
      const rest = inner === undefined ? item : cut(item, inner, there);
      if (rest instanceof Gone) losses.add(there, rest.reason);
      else {
        kept.push(rest);
        keptPositions.push(position);
      }
    }
    positions.set(kept, keptPositions);
    return kept;
  }

  function cutFields(fields: Record<PropertyKey, unknown>, byKey: Map<PropertyKey, Issue[]>, place: Path) {
    for (const [key, inner] of byKey) {
      const there = [...place, key];
      if (!Object.hasOwn(fields, key)) return new Gone(losses.explain(place, key));
      const rest = cut(fields[key], inner, there);
      if (rest instanceof Gone) {
        losses.add(there, rest.reason);
        delete fields[key];
      } else fields[key] = rest;
    }
    return fields;
  }

  return cut;
}
