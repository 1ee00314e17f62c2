const SENTENCES = [
  'One row per event, as the application wrote it.',
  'Late rows are merged for three days, then the partition is closed.',
  'Amounts are in **euros**, converted at the rate of the day.',
  'Test accounts and orders of staff are left out.',
  'The grain is one row per key and day; see the columns for what is counted.',
  'Owned by the data team, who answer questions in their channel.',
] as const;
const SHORTEST = 100;
const LENGTHS = 301;

/** 100 to 400 characters, another text after each change. */
export function describe(subject: string, number: number, changes: number): string {
  const wanted = SHORTEST + ((number * 37) % LENGTHS);
  let text = `About ${subject}, as change ${changes} left it.`;
  for (let turn = number; text.length < wanted; turn++) text += ` ${SENTENCES[turn % SENTENCES.length]}`;
  return text.slice(0, wanted);
}
