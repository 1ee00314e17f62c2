/** Signs in which two spellings of one name differ most often: quotes, blanks, underscores, hyphens. Accents are letters' own. */
const SIGNS = /[^\p{L}\p{M}\p{N}]+/gu;

const ASCII = /^[ -~]*$/;
const ASCII_SIGNS = /[^a-z0-9]+/g;

/** A name by its letters and digits alone, in lower case; a name that has none stays as it is. */
export function toLetters(name: string): string {
  // Most names are, and are read several times faster by a plain expression.
  if (ASCII.test(name)) {
    const plain = name.toLowerCase();
    return plain.replace(ASCII_SIGNS, '') || plain;
  }
  const lower = name.normalize('NFC').toLowerCase();
  return lower.replace(SIGNS, '') || lower;
}

/** The digits of a name: `orders_2023` and `orders_2024` are two tables, and no slip of the hand. */
export function digitsOf(letters: string): string {
  return ASCII.test(letters) ? letters.replace(/\D+/g, '') : letters.replace(/\P{N}+/gu, '');
}

/** The singular of a plural and the plurals of a singular, by letters. */
export function otherNumbers(letters: string): readonly string[] {
  if (letters.length < 3) return [];
  const others = [`${letters}s`, `${letters}es`];
  if (letters.endsWith('s')) others.push(letters.slice(0, -1));
  if (letters.endsWith('es')) others.push(letters.slice(0, -2));
  if (letters.endsWith('ies')) others.push(`${letters.slice(0, -3)}y`);
  if (letters.endsWith('y')) others.push(`${letters.slice(0, -1)}ies`);
  return others;
}

/** How many slips may lie between two names before the one is likelier another word: none in short ones. */
export function maxSlips(length: number): number {
  if (length < MIN_LENGTH) return 0;
  return length <= 8 ? 1 : 2;
}

const MIN_LENGTH = 5;

/** The shortest word of a name in which a slip is told from another word: `stg_us_orders` is not `stg_uk_orders`. */
const MIN_WORD_LENGTH = 4;

/**
 * Slips of the hand (a letter left out, added, changed, or two swapped) between two names, both by their letters and digits; null where
 * there are more than names of their length may have, where the first letters differ or the digits do, or where nothing differs.
 */
export function slipsBetween(left: string, right: string): number | null {
  const limit = maxSlips(Math.max(left.length, right.length));
  if (left === right || Math.abs(left.length - right.length) > limit || left[0] !== right[0]) return null;
  for (let slips = 1; slips <= limit; slips += 1) {
    if (isWithin(slips, left, right)) return digitsOf(left) === digitsOf(right) ? slips : null;
  }
  return null;
}

/** Whether slips lie in words long enough: for names of which `slipsBetween` knows some. */
export function areSlipsInLongWords(left: string, right: string): boolean {
  const leftWords = toWords(left);
  const rightWords = toWords(right);
  if (leftWords.length !== rightWords.length) return true;
  return leftWords.every((word, at) => {
    const other = rightWords[at] ?? '';
    return word === other || Math.max(word.length, other.length) >= MIN_WORD_LENGTH;
  });
}

function toWords(name: string): readonly string[] {
  return name.normalize('NFC').toLowerCase().split(SIGNS);
}

/** Whether so many edits turn one text into the other. Few edits are tried one by one: most texts differ too much at once. */
function isWithin(edits: number, left: string, right: string, leftAt = 0, rightAt = 0): boolean {
  let i = leftAt;
  let j = rightAt;
  while (i < left.length && j < right.length && left[i] === right[j]) {
    i += 1;
    j += 1;
  }
  if (i === left.length || j === right.length) return left.length - i + (right.length - j) <= edits;
  if (edits === 0) return false;
  const isSwap = left[i] === right[j + 1] && left[i + 1] === right[j];
  return (
    isWithin(edits - 1, left, right, i + 1, j + 1) ||
    isWithin(edits - 1, left, right, i + 1, j) ||
    isWithin(edits - 1, left, right, i, j + 1) ||
    (isSwap && isWithin(edits - 1, left, right, i + 2, j + 2))
  );
}
