import { type RelationName, writeRelation } from '../text/relation.ts';

/** A relation that breaks between its words, where the place is too narrow for it. */
export function RelationText({ relation }: { readonly relation: RelationName }) {
  const words = writeRelation(relation).split(/(?<=[._])/);
  return (
    <>
      {words.map((word, index) => (
        <>
          {index === 0 ? null : <wbr />}
          {word}
        </>
      ))}
    </>
  );
}
