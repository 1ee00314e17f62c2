import { stripTypeScriptTypes } from 'node:module';

/** Jest's transformer: types are blanked out as Node itself does it, so that lines and columns stay. */
export function process(source: string): { code: string } {
  return { code: stripTypeScriptTypes(source) };
}
