/**
 * A reason that is worded when it is first read: most queries select none, and to say what came near a name takes longer than to find that
 * nothing has it.
 */
export function withReason<Match extends { readonly reason: string }>(
  rest: Omit<Match, 'reason'>,
  word: () => string,
): Match {
  let worded: string | undefined;
  return Object.defineProperty(rest, 'reason', {
    enumerable: true,
    get: () => {
      worded ??= word();
      return worded;
    },
  }) as Match;
}
