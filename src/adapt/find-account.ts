import { Fault } from '../mapping/fault.ts';
import type { FieldPath } from '../mapping/field-path.ts';
import { parseFieldSet } from '../mapping/parse-path.ts';
import type { OwnerType } from './owner-graph.ts';
import { ACCOUNT_WORDS, plainWord } from './words.ts';

const WORDS: ReadonlySet<string> = new Set(ACCOUNT_WORDS);

/** The field in a type's own key that tells two accounts of a warehouse apart; null for none. */
export function findAccount(type: OwnerType): FieldPath | null {
  for (const key of type.keys) {
    const paths = parseFieldSet(key);
    if (paths instanceof Fault || paths.length < 2) continue;
    const account = paths.find((path) => path.some(({ name }) => WORDS.has(plainWord(name))));
    if (account !== undefined) return account;
  }
  return null;
}
