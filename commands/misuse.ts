import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearestOf } from '../src/mapping/suggest.ts';
import type { Program } from './program.ts';

/** One sentence on what of a command line is not understood, with the nearest name; null where all is. */
export function misuseOf(
  { OPTIONS, TAKES_FILES = undefined }: Pick<Program, 'OPTIONS' | 'TAKES_FILES'>,
  args: readonly string[],
  typed: string,
): string | null {
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option' && OPTIONS[token.name] === undefined)
      return unknownFlag(token.rawName, OPTIONS, typed);
    if (token.kind === 'positional' && TAKES_FILES === undefined)
      return `\`${typed}\` takes flags alone, and here a word belongs to none.`;
  }
  try {
    parseArgs({ args: [...args], options: OPTIONS, allowPositionals: TAKES_FILES === true });
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Node's own sentence: a value is missing, or stands behind a flag that takes none.
    return error.message.split('\n')[0] ?? error.message;
  }
}

export function unknownCommand(name: string, known: readonly string[], typed: string): string {
  return `\`${name}\` is not a command of this program${ending(nearestOf(name, known), known, typed)}`;
}

function unknownFlag(flag: string, options: ParseArgsOptionsConfig, typed: string): string {
  const known = Object.keys(options).map((name) => `--${name}`);
  return `\`${flag}\` is not a flag of \`${typed}\`${ending(nearestOf(flag, known), known, typed)}`;
}

function ending(nearest: string | undefined, known: readonly string[], typed: string): string {
  if (nearest !== undefined) return `; did you mean \`${nearest}\`?`;
  return known.length === 1 ? `, which has \`${known[0]}\` alone.` : `; \`${typed} --help\` names them all.`;
}
