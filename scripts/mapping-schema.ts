import { readFileSync, writeFileSync } from 'node:fs';
import { mappingSchemaText } from '../src/mapping/json-schema.ts';

/** Writes the JSON Schema by which editors check mapping files; with `--check` only says whether it is current. */
const FILE = new URL('../schema/entity-mapping.schema.json', import.meta.url);

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== mappingSchemaText()) {
    console.error(
      'schema/entity-mapping.schema.json is not what src/mapping/mapping-file.ts says: npm run mapping:schema',
    );
    process.exitCode = 1;
  }
} else writeFileSync(FILE, mappingSchemaText());
