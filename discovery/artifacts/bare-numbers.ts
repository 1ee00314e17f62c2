/**
 * Python writes numbers that JSON lacks as bare words. Each becomes a text that no artifact holds, so that its place
 * can be found once the rest is parsed.
 */
const BARE_NUMBER = /-?(?:NaN|Infinity)/g;
const PREFIX = '\u0000bare ';
const PREFIX_IN_JSON = '\\u0000bare ';

/** Null where nothing outside of strings is such a word. Time and memory grow with the text alone. */
export function quoteBareNumbers(json: string): string | null {
  let quoted = '';
  let found = false;
  for (let at = 0; at < json.length; ) {
    const opening = json.indexOf('"', at);
    const end = opening === -1 ? json.length : opening;
    quoted += json.slice(at, end).replace(BARE_NUMBER, (word) => {
      found = true;
      return `"${PREFIX_IN_JSON}${word}"`;
    });
    at = opening === -1 ? end : endOfString(json, opening);
    quoted += json.slice(end, at);
  }
  return found ? quoted : null;
}

/** The word that stood here bare; null for every other text. */
export function bareNumberOf(text: string): string | null {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : null;
}

function endOfString(json: string, opening: number): number {
  for (let quote = json.indexOf('"', opening + 1); quote !== -1; quote = json.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return json.length;
}
