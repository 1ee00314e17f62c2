const REMOVED = '***';
/** Fewer characters of base64 than these could be any word's. */
const MIN_BASE64_LENGTH = 12;

/** Somebody else's text without the token, in every spelling in which it may have been repeated on the way. */
export function withoutToken(text: string, token: string): string {
  if (token === '') return text;
  const spellings = [token, encodeURIComponent(token), JSON.stringify(token).slice(1, -1)];
  const plain = spellings.reduce((rest, spelling) => rest.replaceAll(spelling, REMOVED), text);
  const encoded = base64Of(token);
  return plain.replace(/[\w+/=-]{12,}/g, (word) => {
    const standard = word.replaceAll('-', '+').replaceAll('_', '/');
    return encoded.some((part) => standard.includes(part)) ? REMOVED : word;
  });
}

/**
 * How the token looks inside a longer text in base64, e.g. of a whole header: by where it begins there are three forms.
 * The characters at both ends are left away, since they hold bits of its neighbours too.
 */
function base64Of(token: string): readonly string[] {
  return [0, 1, 2]
    .map((shift) => {
      const text = Buffer.from('\0'.repeat(shift) + token)
        .toString('base64')
        .replace(/=+$/, '');
      return text.slice(shift === 0 ? 0 : 4, -2);
    })
    .filter((part) => part.length >= MIN_BASE64_LENGTH);
}
