import type { CatalogColumn, NodeDetails } from './node.ts';

/**
 * The project's own text about a table, byte for byte; for a source without one, the text of the group it is declared in.
 * Null when blank.
 */
export function toDescription(
  details: Pick<NodeDetails, 'description' | 'sourceDescription'>,
): string | null {
  return toText(details.description) ?? toText(details.sourceDescription);
}

/** The project's text about a column, byte for byte; null when blank. The warehouse's own comment never stands in for it. */
export function toColumnDescription(column: Pick<CatalogColumn, 'description'>): string | null {
  return toText(column.description);
}

/** The text itself, or null where it is missing, empty or only blanks. */
export function toText(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === '' ? null : text;
}
