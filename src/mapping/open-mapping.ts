import { readFile } from 'node:fs/promises';
import { DEFAULT_MAPPING } from './default-mapping.ts';
import type { Mapping } from './mapping.ts';
import { inLines, MappingError } from './mapping-error.ts';
import { readMapping } from './read-mapping.ts';

/** A mapping file that cannot be read at all, or what is wrong with what stands in it. */
export class MappingFileError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'MappingFileError';
  }
}

/** The mapping of a file; today's names without one. */
export async function openMapping(path: string | null): Promise<Mapping> {
  if (path === null) return DEFAULT_MAPPING;
  const text = await readText(path);
  try {
    return readMapping(text);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new MappingFileError(`The mapping file ${path} cannot be used:\n${inLines(error.problems)}`, error);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    throw new MappingFileError(
      `The mapping file ${path} ${why}. Name one by a path from where this is started, or leave ENTITY_MAPPING empty for a graph with \`Table { database schema name }\`.`,
      error,
    );
  }
}
