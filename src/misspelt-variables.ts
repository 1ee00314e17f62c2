import leven from 'leven';
import { parseConfig } from './config.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Names that begin alike are of one family, and may differ by one edit more. */
const FAMILY = /^[A-Z]+_/;

/**
 * A sentence for each variable that is set and unknown, and comes near to one of this program's. Environments are shared, and dbt has
 * variables of its own: a sentence is for the log, and never a reason to refuse. Names alone are looked at, and told.
 */
export function misspeltVariables(env: Env): string[] {
  const known = variableNames();
  return Object.keys(env).flatMap((name) => {
    if (known.includes(name) || (env[name]?.trim() ?? '') === '') return [];
    const nearest = nearestVariable(name.toUpperCase().replaceAll('-', '_'), known);
    return nearest === null ? [] : [`${name} is not a variable of this program; did you mean ${nearest}?`];
  });
}

function nearestVariable(name: string, known: readonly string[]): string | null {
  const near = known
    .map((candidate) => ({ candidate, distance: leven(name, candidate) }))
    .filter(({ candidate, distance }) => distance <= mostEdits(name, candidate))
    .sort((one, other) => one.distance - other.distance);
  return near[0]?.candidate ?? null;
}

/** Of short names none is near: PATH and PORT are two edits apart. */
function mostEdits(name: string, candidate: string): number {
  if (candidate.length < 6) return -1;
  if (candidate.length < 10) return 1;
  const [family = ''] = FAMILY.exec(candidate) ?? [];
  return family !== '' && name.startsWith(family) && candidate.length >= 15 ? 3 : 2;
}

/** Every variable that is read at start: what is asked for while an empty environment is read, in the mode that has them all. */
function variableNames(): string[] {
  const names = new Set<string>();
  const recorder = new Proxy<Record<string, undefined>>(
    {},
    {
      get(_target, name) {
        names.add(String(name));
        return undefined;
      },
    },
  );
  try {
    parseConfig(recorder);
  } catch {
    // An empty environment lacks what is required.
  }
  return [...names];
}
