import leven from 'leven';
import type { Variables } from './config-file/variables.ts';

const KNOWN = ['DISCOVERY_TOKEN', 'DISCOVERY_PUSH_TOKEN'];
const MOST_EDITS = 2;

/** A sentence for each variable that is set and comes near to one that the command line reads. Names alone are looked at, and told. */
export function misspeltVariables(variables: Variables): string[] {
  return Object.keys(variables).flatMap((name) => {
    if (KNOWN.includes(name) || (variables[name] ?? '') === '') return [];
    const near = KNOWN.find((known) => leven(name.toUpperCase(), known) <= MOST_EDITS);
    return near === undefined ? [] : [`${name} is not a variable of this program; did you mean ${near}?`];
  });
}
