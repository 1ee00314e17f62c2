/** One field of the answer's root. */
export interface WrittenField {
  readonly responseKey: string;
  /** One for each reference; null for `__typename`. */
  readonly texts: string[] | null;
}

/** Texts in one piece: some hundred kilobytes, which are encoded in a millisecond. */
const TEXTS_PER_PIECE = 500;

/**
 * The JSON object `data` in pieces, with `head` before it and `tail` behind it. What stands around the texts is added to their first and their
 * last, so that each piece is put together once: the lists of texts are used up.
 */
export function join(head: string, fields: readonly WrittenField[], tail: string): readonly string[] {
  const pieces: string[][] = [];
  let before = `${head}{`;
  for (const [index, { responseKey, texts }] of fields.entries()) {
    before += `${index === 0 ? '' : ','}${JSON.stringify(responseKey)}:`;
    const last = (texts?.length ?? 0) - 1;
    if (texts === null || last < 0) {
      before += texts === null ? '"Query"' : '[]';
      continue;
    }
    texts[0] = `${before}[${texts[0]}`;
    texts[last] += ']';
    before = '';
    for (let start = TEXTS_PER_PIECE; start <= last; start += TEXTS_PER_PIECE) {
      texts[start] = `,${texts[start]}`;
    }
    pieces.push(...inPieces(texts));
  }
  const end = `${before}}${tail}`;
  const lastPiece = pieces.at(-1);
  if (lastPiece === undefined) return [end];
  lastPiece[lastPiece.length - 1] += end;
  return pieces.map((texts) => texts.join(','));
}

function inPieces(texts: string[]): string[][] {
  if (texts.length <= TEXTS_PER_PIECE) return [texts];
  const pieces: string[][] = [];
  for (let start = 0; start < texts.length; start += TEXTS_PER_PIECE) {
    pieces.push(texts.slice(start, start + TEXTS_PER_PIECE));
  }
  return pieces;
}
