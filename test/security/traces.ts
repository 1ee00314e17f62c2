/** One place where a secret could have been left, by a name that a failing test can show. */
export interface Place {
  readonly name: string;
  readonly content: string | Buffer;
}

/** Which secrets stand in which places, in any spelling they are likely to have: `<secret> in <place>` for each. */
export function findTraces(
  places: readonly Place[],
  secrets: Readonly<Record<string, string | Buffer>>,
): readonly string[] {
  return Object.entries(secrets).flatMap(([secretName, secret]) => {
    const spellings = spellingsOf(secret);
    return places
      .filter(({ content }) => spellings.some((spelling) => content.includes(spelling)))
      .map(({ name }) => `${secretName} in ${name}`);
  });
}

function spellingsOf(secret: string | Buffer): readonly string[] {
  const bytes = Buffer.from(secret);
  // In base64 a text looks different by where it begins: its ends are left away, as they hold neighbours' bits too.
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(shift === 0 ? 0 : 4, -2);
  });
  const encoded = [
    ...base64,
    ...base64.map(toUrlSafe),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
  if (typeof secret !== 'string') return encoded;
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...encoded];
}

function toUrlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
