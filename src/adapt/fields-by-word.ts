import type { FieldDefinitionNode } from 'graphql';
import type { OwnerType } from './owner-graph.ts';
import { plainWord } from './words.ts';

export interface WordedField {
  readonly field: FieldDefinitionNode;
  readonly word: string;
  /** The place of its word. */
  readonly index: number;
}

/** The fields that are called by one of the words, in the order of the words; those that are deprecated last. */
export function fieldsByWord({ fields }: OwnerType, words: readonly string[]): WordedField[] {
  const found = [...fields.values()].flatMap((field) => {
    const word = plainWord(field.name.value);
    const index = words.indexOf(word);
    return index === -1 ? [] : [{ field, word, index }];
  });
  const rank = ({ field, index }: WordedField) => index + (isDeprecated(field) ? words.length : 0);
  return found.sort((one, other) => rank(one) - rank(other));
}

export function isDeprecated({ directives }: FieldDefinitionNode): boolean {
  return (directives ?? []).some(({ name }) => name.value === 'deprecated');
}
