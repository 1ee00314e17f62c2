/**
 * JavaScript moves keys that look like integers to the front of an object, so a column named `7` would lose its place
 * in the file. A mark in front of such keys keeps their order until the columns are listed.
 */
const MARK = '\u0000';
const MARK_IN_JSON = '\\u0000';
/** A quote behind a backslash is a part of some text; every other one before digits opens a string. */
const INTEGER_KEY = /(?<!\\)"(\d+)"(?=\s*:)/;
const INTEGER_KEYS = new RegExp(INTEGER_KEY, 'g');

export function hasIntegerKeys(json: string): boolean {
  return INTEGER_KEY.test(json);
}

export function markIntegerKeys(json: string): string {
  return json.replace(INTEGER_KEYS, `"${MARK_IN_JSON}$1"`);
}

/** The key as the file has it. */
export function plainKey(key: string): string {
  return key.startsWith(MARK) ? key.slice(MARK.length) : key;
}
