/** More lists and objects than any answer of dbt holds in 32 MB: a column of a catalog takes three of them in some 80 bytes. */
const MAX_PARTS = 2_000_000;

export class TooManyPartsError extends Error {
  constructor() {
    super(`more than ${MAX_PARTS} lists and objects`);
    this.name = 'TooManyPartsError';
  }
}

/**
 * The value of a JSON text; throws a TooManyPartsError or a SyntaxError. Lists and objects are what makes parsing slow and large, nested or
 * side by side: 30 MB of `[` or of `[],` hold the process up for seconds and take a gigabyte, 30 MB of rows a tenth of a second. They are
 * counted first, which bounds the depth, too.
 */
export function parseBoundedJson(text: string): unknown {
  // The first count is next to nothing beside parsing; the second one leaves out what stands in strings.
  if (hasMoreBracketsThan(MAX_PARTS, text) && hasMorePartsThan(MAX_PARTS, text))
    throw new TooManyPartsError();
  return JSON.parse(text);
}

function hasMoreBracketsThan(limit: number, text: string): boolean {
  let count = 0;
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > limit) return true;
    }
  }
  return false;
}

function hasMorePartsThan(limit: number, text: string): boolean {
  let count = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) inString = !inString;
    else if (inString) at += code === BACKSLASH ? 1 : 0;
    else if (code === BRACKET || code === BRACE) {
      count += 1;
      if (count > limit) return true;
    }
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACE = 0x7b;
