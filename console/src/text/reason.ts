import { isSameRelation, type RelationName, readRelation } from './relation.ts';

/** A piece of a reason: plain words, a name in the graph's backticks, or a name that is a relation to look up. */
export type ReasonPiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'relation'; readonly text: string; readonly relation: RelationName };

/**
 * The pieces of a sentence of the graph, in order. Names with two or three parts are relations, except `asked` itself, which the page
 * shows already.
 */
export function splitReason(reason: string, asked: RelationName | null = null): readonly ReasonPiece[] {
  const pieces: ReasonPiece[] = [];
  // Odd positions stand between backticks; a last backtick that is never closed is a letter.
  const texts = reason.split('`');
  for (const [index, text] of texts.entries()) {
    const isName = index % 2 === 1 && index < texts.length - 1;
    if (isName) pieces.push(toName(text, asked));
    else {
      const words = index % 2 === 1 ? `\`${text}` : text;
      if (words !== '') pieces.push({ kind: 'words', text: words });
    }
  }
  return pieces;
}

function toName(text: string, asked: RelationName | null): ReasonPiece {
  const { relation } = readRelation(text);
  const isLink = relation !== null && (asked === null || !isSameRelation(relation, asked));
  return isLink ? { kind: 'relation', text, relation } : { kind: 'name', text };
}
