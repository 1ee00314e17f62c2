import { readdirSync, readFileSync } from 'node:fs';
import { packageFile } from './package-file.ts';

const SCHEMA_FOLDER = packageFile('schema/');

/** The contributed graph as SDL, from the files of the schema folder. */
export function readTypeDefs(): string {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, SCHEMA_FOLDER), 'utf8'))
    .join('\n');
}
