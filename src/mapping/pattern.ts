import { RE2JS } from 're2js';

/** A text taken apart by a pattern's groups. Runs in time linear in the text (RE2): a caller chooses the text. */
export interface Pattern {
  /** As the mapping spells it. */
  readonly source: string;
  readonly groups: readonly string[];
  /** The groups by their names, quotes of a quoted name removed; a group that took no part is left out. Null for a text that does not fit whole. */
  match(text: string): Readonly<Record<string, string>> | null;
}

/** Longer texts fit no pattern: names in warehouses are far shorter. */
const MAX_TEXT_LENGTH = 4096;

/** Throws a RE2JSException (a SyntaxError of the pattern) with words for a person. */
export function createPattern(source: string): Pattern {
  const compiled = RE2JS.compile(source);
  const groups = Object.keys(compiled.namedGroups());
  return {
    source,
    groups,
    match(text) {
      if (text.length > MAX_TEXT_LENGTH) return null;
      const matcher = compiled.matcher(text);
      if (!matcher.matches()) return null;
      const found: Record<string, string> = {};
      for (const group of groups) {
        const value = matcher.group(group);
        if (typeof value === 'string') found[group] = unquote(value);
      }
      return found;
    },
  };
}

/** A name that is quoted whole, as SQL quotes it: `"My Table"`, a quote in it doubled; backticks likewise. */
function unquote(name: string): string {
  const [quote] = name;
  if (name.length < 2 || (quote !== '"' && quote !== '`') || !name.endsWith(quote)) return name;
  return name.slice(1, -1).replaceAll(quote + quote, quote);
}
