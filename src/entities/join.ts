/** One field of the answer's root. */
export interface WrittenField {
  readonly responseKey: string;
  /** One for each reference; null for `__typename`. */
  readonly texts: readonly string[] | null;
}

/** Texts in one piece: some hundred kilobytes, which are encoded in a millisecond. */
const TEXTS_PER_PIECE = 500;

/** The members of the JSON object `data`, in pieces. */
export function join(fields: readonly WrittenField[]): readonly string[] {
  const pieces: string[] = [];
  for (const [index, { responseKey, texts }] of fields.entries()) {
    const key = `${index === 0 ? '' : ','}${JSON.stringify(responseKey)}:`;
    if (texts === null) {
      pieces.push(`${key}"Query"`);
      continue;
    }
    pieces.push(`${key}[`);
    for (let start = 0; start < texts.length; start += TEXTS_PER_PIECE) {
      const piece = texts.slice(start, start + TEXTS_PER_PIECE).join(',');
      pieces.push(start === 0 ? piece : `,${piece}`);
    }
    pieces.push(']');
  }
  return pieces;
}
