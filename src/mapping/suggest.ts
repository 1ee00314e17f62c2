import { closestMatch } from 'leven';

/** What a name was probably meant to be, as a sentence; every known name where none is near. */
export function suggest(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known);
  if (nearest !== undefined) return `Did you mean \`${nearest}\`?`;
  return known.length === 0 ? 'There is none.' : `There is ${inWords(known)}.`;
}

/** The known name that comes nearest; undefined where none is near. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  const byLowerCase = new Map(known.map((candidate) => [candidate.toLowerCase(), candidate]));
  // Two letters swapped are two edits.
  const maxDistance = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length * 0.4));
  const near = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
  return near === undefined ? undefined : byLowerCase.get(near);
}

/** Names in a row, the last one after an "and". */
export function inWords(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}
