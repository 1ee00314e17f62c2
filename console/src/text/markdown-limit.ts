/**
 * More is cut off: the parser needs quadratic time for texts that are made for it, and 200 ms for the worst of this length. Descriptions
 * that people write are a tenth of it.
 */
export const MAX_MARKDOWN_LENGTH = 20_000;

/** The text up to its last whole line within the limit, and whether something was cut off. */
export function cutMarkdown(text: string): { readonly shown: string; readonly isCut: boolean } {
  if (text.length <= MAX_MARKDOWN_LENGTH) return { shown: text, isCut: false };
  const lineEnd = text.lastIndexOf('\n', MAX_MARKDOWN_LENGTH);
  return { shown: text.slice(0, lineEnd > 0 ? lineEnd : MAX_MARKDOWN_LENGTH), isCut: true };
}
