import { MappingError } from '../../src/mapping/mapping-error.ts';
import { readMapping } from '../../src/mapping/read-mapping.ts';

/** What is wrong with a mapping, one text each: `line: message`. */
export function problemsOf(text: string): readonly string[] {
  try {
    readMapping(text);
    return [];
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return error.problems.map(({ line, message }) => `${line}: ${message}`);
  }
}
