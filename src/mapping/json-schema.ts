import { z } from 'zod';
import { mappingFile } from './mapping-file.ts';

/** The form of a mapping file for editors, in the draft that the most of them know. */
export function mappingSchemaText(): string {
  const { $schema, ...form } = z.toJSONSchema(mappingFile, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ $schema, title: 'Entity mapping of the dbt metadata subgraph', ...form }, null, 2)}\n`;
}
