import type { FieldDefinitionNode } from 'graphql';
import type { OwnerType } from './owner-graph.ts';
import { plainWord, rankOf } from './words.ts';

export interface WordedField {
  readonly field: FieldDefinitionNode;
  /** As the list has it. */
  readonly word: string;
  /** The place of its word; below nothing where a prefix says that it speaks of the warehouse. */
  readonly index: number;
}

/** The fields that are called by one of the words, in the order of the words; those that are deprecated last. */
export function fieldsByWord({ fields }: OwnerType, words: readonly string[]): WordedField[] {
  const found = [...fields.values()].flatMap((field) => {
    const word = plainWord(field.name.value);
    const index = rankOf(word, words);
    return index === null ? [] : [{ field, word: words.at(index) ?? word, index }];
  });
  const rank = ({ field, index }: WordedField) => index + (isDeprecated(field) ? 2 * words.length : 0);
  return found.sort((one, other) => rank(one) - rank(other));
}

export function isDeprecated({ directives }: FieldDefinitionNode): boolean {
  return (directives ?? []).some(({ name }) => name.value === 'deprecated');
}
