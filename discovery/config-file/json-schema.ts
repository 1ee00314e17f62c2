import { z } from 'zod';
import { configFile } from './form.ts';

/** The form of a configuration file for editors, in the draft that the most of them know. */
export function configSchemaText(): string {
  const { $schema, ...form } = z.toJSONSchema(configFile, { target: 'draft-7', io: 'input' });
  const title = 'Configuration of the Discovery API over dbt artifacts';
  return `${JSON.stringify({ $schema, title, ...form }, null, 2)}\n`;
}
