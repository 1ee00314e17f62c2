import { readFileSync, writeFileSync } from 'node:fs';
import { configSchemaText } from '../discovery/config-file/json-schema.ts';

/** Writes the JSON Schema by which editors check `discovery.yaml`; with `--check` only says whether it is current. */
const FILE = new URL('../schema/discovery-config.schema.json', import.meta.url);

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== configSchemaText()) {
    console.error(
      'schema/discovery-config.schema.json is not what discovery/config-file/form.ts says: npm run discovery:schema',
    );
    process.exitCode = 1;
  }
} else writeFileSync(FILE, configSchemaText());
