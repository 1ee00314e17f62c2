import type { CatalogColumn, NodeDetails } from './node.ts';

/**
 * The project's own text about a table, byte for byte: that of the node that answers, else that of the first source on the same relation
 * that has one, the text of each source's table before that of any group. Null when all are blank.
 */
export function toDescription(answer: DescribedNode, sources: readonly DescribedNode[]): string | null {
  const all = [answer, ...sources];
  return (
    firstText(all.map(({ description }) => description)) ??
    firstText(all.map((node) => node.sourceDescription))
  );
}

type DescribedNode = Pick<NodeDetails, 'description' | 'sourceDescription'>;

function firstText(texts: readonly (string | null)[]): string | null {
  return texts.find((text) => toText(text) !== null) ?? null;
}

/** The project's text about a column, byte for byte; null when blank. The warehouse's own comment never stands in for it. */
export function toColumnDescription(column: Pick<CatalogColumn, 'description'>): string | null {
  return toText(column.description);
}

/** The text itself, or null where it is missing, empty or only blanks. */
export function toText(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === '' ? null : text;
}
