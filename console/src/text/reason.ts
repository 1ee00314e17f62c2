import { isSameRelation, type RelationName, readRelation } from './relation.ts';

/** A piece of a reason: plain words, a name in the graph's backticks, or a name that stands for a relation to look up. */
export type ReasonPiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'relation'; readonly text: string; readonly relation: RelationName };

/**
 * The pieces of a sentence of the graph about the relation `asked`, in order. Names with two or three parts are relations, and so are those
 * that the sentence places: "`orders` exists in schema `marts`". The asked relation itself is a name: the page shows it already.
 */
export function splitReason(reason: string, asked: RelationName): readonly ReasonPiece[] {
  const texts = splitAtBackticks(reason);
  const placed = findPlaced(texts, asked);
  return texts.flatMap((text, index): ReasonPiece[] => {
    if (index % 2 === 0) return text === '' ? [] : [{ kind: 'words', text }];
    const relation = placed.get(index) ?? readRelation(text).relation;
    return relation === null || isSameRelation(relation, asked)
      ? [{ kind: 'name', text }]
      : [{ kind: 'relation', text, relation }];
  });
}

/** The relations that a reason leads to, each once. */
export function relationsIn(reason: string, asked: RelationName): readonly RelationName[] {
  const found: RelationName[] = [];
  for (const piece of splitReason(reason, asked)) {
    if (piece.kind !== 'relation' || found.some((one) => isSameRelation(one, piece.relation))) continue;
    found.push(piece.relation);
  }
  return found;
}

/** Words at even positions, names at odd ones. A last backtick that is never closed is a letter. */
function splitAtBackticks(reason: string): readonly string[] {
  const texts = reason.split('`');
  if (texts.length % 2 === 1) return texts;
  return [...texts.slice(0, -2), `${texts.at(-2)}\`${texts.at(-1)}`];
}

const LIST = /^(?:, | and )$/;

/** Relations that a sentence tells in pieces, by the position of the name that leads to each. */
function findPlaced(texts: readonly string[], asked: RelationName): ReadonlyMap<number, RelationName> {
  const placed = new Map<number, RelationName>();
  const placeList = (first: number, toRelation: (text: string) => RelationName | null) => {
    let last = first;
    while (LIST.test(texts[last + 1] ?? '')) last += 2;
    // A schema of another database is told by two names.
    if (texts[last + 1]?.startsWith(' of database ') === true) return;
    for (let index = first; index <= last; index += 2) {
      const relation = toRelation(texts[index] ?? '');
      if (relation !== null) placed.set(index, relation);
    }
  };
  for (let index = 1; index < texts.length; index += 2) {
    const before = texts[index - 1] ?? '';
    const subject = texts[index - 2] ?? '';
    if (before === ' exists in schema ') {
      placeList(index, (schema) => ({ ...asked, schema, name: subject }));
    } else if (before === ' exists in database ') {
      const { relation } = readRelation(subject);
      placeList(index, (database) => (relation === null ? null : { ...relation, database }));
      // The name without its database is no place of its own.
      if (relation !== null) placed.set(index - 2, asked);
    } else if (/\bthere (?:is|are) $/i.test(before) && isInThatSchema(texts, index)) {
      placeList(index, (name) => ({ ...asked, name }));
    }
  }
  return placed;
}

function isInThatSchema(texts: readonly string[], first: number): boolean {
  let last = first;
  while (LIST.test(texts[last + 1] ?? '')) last += 2;
  return texts[last + 1]?.startsWith(' in that schema') === true;
}
