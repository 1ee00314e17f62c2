import { readdirSync, readFileSync } from 'node:fs';

const SCHEMA_FOLDER = new URL('../schema/', import.meta.url);

/** The contributed graph as SDL, from the files of the schema folder. */
export function readTypeDefs(): string {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, SCHEMA_FOLDER), 'utf8'))
    .join('\n');
}
