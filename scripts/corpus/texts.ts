import type { CorpusNode } from './corpus-set.ts';

/** A text of the project and the node whose it is. */
export interface Text {
  readonly text: string;
  readonly from: CorpusNode;
}

/**
 * The text that a table should show: the answering node's own, else that of the first other claimant; the text of a group of sources only
 * where no claimant has one of its own. Null where there is none.
 */
export function tableText(claimants: readonly CorpusNode[]): Text | null {
  const own = claimants.find(({ description }) => !isBlank(description));
  if (own !== undefined) return { text: own.description, from: own };
  const grouped = claimants.find(({ groupDescription }) => !isBlank(groupDescription));
  return grouped === undefined ? null : { text: grouped.groupDescription, from: grouped };
}

/** The text that a column should show, found in every claimant by its name, exactly or without case. */
export function columnText(claimants: readonly CorpusNode[], name: string): Text | null {
  for (const from of claimants) {
    const exact = from.columns.find((column) => column.name === name);
    const folded = from.columns.filter((column) => column.name.toLowerCase() === name.toLowerCase());
    const column = exact ?? (folded.length === 1 ? folded[0] : undefined);
    if (column !== undefined && !isBlank(column.description)) return { text: column.description, from };
  }
  return null;
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}
