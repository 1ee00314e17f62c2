import type { GraphQLFormattedError } from 'graphql';

/** Longer answers are encoded piece by piece. */
const MAX_CHARACTERS_AT_ONCE = 512 * 1024;

/** An answer as Apollo Server writes it: errors first, a line feed at the end. `data`: the object, with what goes around it, in pieces. */
export async function writeAnswer(
  data: (head: string, tail: string) => readonly string[],
  errors: readonly GraphQLFormattedError[],
  turn: () => Promise<void>,
): Promise<string | readonly Uint8Array[]> {
  const head = errors.length === 0 ? '{"data":' : `{"errors":${JSON.stringify(errors)},"data":`;
  const pieces = data(head, '}\n');
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && only.length <= MAX_CHARACTERS_AT_ONCE) return only;
  const characters = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (characters <= MAX_CHARACTERS_AT_ONCE) return pieces.join('');
  const encoded: Uint8Array[] = [];
  let sinceTurn = 0;
  for (const piece of pieces) {
    encoded.push(Buffer.from(piece, 'utf8'));
    sinceTurn += piece.length;
    if (sinceTurn < MAX_CHARACTERS_AT_ONCE) continue;
    sinceTurn = 0;
    await turn();
  }
  return encoded;
}
