import { readFileSync } from 'node:fs';
import { packageFile } from '../package-file.ts';

/** What log lines and spans call this program. */
export const SERVICE_NAME = 'dbt-metadata-subgraph';

/** Of this program. */
export const VERSION = readVersion();

function readVersion(): string {
  const text = readFileSync(packageFile('package.json'), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(text);
  return version;
}
