import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A document of the repository, as it is written. */
export function readPage(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The text between a heading and the next one of its level or above. Throws where there is none. */
export function sectionOf(page: string, heading: string): string {
  const parts = page.split(/^(?=#{1,3} )/m);
  const start = parts.findIndex((part) => /^(#+) (.*)/.exec(part)?.[2] === heading);
  if (start < 0) throw new Error(`The page has no section ${heading}`);
  const level = /^#+/.exec(parts[start] ?? '')?.[0].length ?? 0;
  const end = parts.findIndex((part, index) => index > start && (/^#+/.exec(part)?.[0].length ?? 9) <= level);
  return parts.slice(start, end < 0 ? undefined : end).join('');
}

/** The fenced blocks of a language, in their order. */
export function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, block = '']) => block,
  );
}

/** The first of them. Throws where there is none. */
export function blockOf(text: string, language: string): string {
  const [first] = blocksOf(text, language);
  if (first === undefined) throw new Error(`There is no block of ${language || 'text'}`);
  return first;
}

/** The rows of the first table, without its head; cells without surrounding blanks. */
export function rowsOf(text: string): string[][] {
  const [, , ...rows] = /(?:^\|.*\n)+/m.exec(text)?.[0].trimEnd().split('\n') ?? [];
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}
